"""Where things lie: the code, the data of this installation, the fonts that set-up brings."""

from pathlib import Path

from govinfo.environment import text

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_ROOT = Path(text("GOVINFO_DATA_ROOT", str(BASE_DIR / "var"))).absolute()
MEDIA_ROOT = DATA_ROOT / "files"
STATIC_ROOT = DATA_ROOT / "static"
QUEUE_ROOT = DATA_ROOT / "queue"
SECRET_KEY_FILE = DATA_ROOT / "secret_key"
# What script/setup cuts the large free fonts down to; never named by a person.
CUT_FONT_ROOT = BASE_DIR / ".fonts-cut"
FONT_ROOT = Path(text("GOVINFO_FONT_ROOT", str(BASE_DIR / ".fonts"))).absolute()
