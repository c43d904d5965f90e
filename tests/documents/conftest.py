from pathlib import Path

import pytest

from documents.pdf import house_css, render_pdf
from tests.documents.presses import cold, own_presses, put, warm  # noqa: F401 (fixtures of the tests here)
from tests.documents.samples import METADATA, page


@pytest.fixture(scope="session")
def css() -> str:
    return house_css()


@pytest.fixture(scope="session")
def render(css, tmp_path_factory):
    """Render the body of a page on the house sheet; the same body is rendered once a session."""
    done: dict[str, Path] = {}
    place = tmp_path_factory.mktemp("pdf")

    def rendered(body: str) -> Path:
        if body not in done:
            done[body] = place / f"{len(done)}.pdf"
            done[body].write_bytes(render_pdf(html=page(body), css=css, metadata=METADATA))
        return done[body]

    return rendered
