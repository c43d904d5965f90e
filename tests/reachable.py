"""Says whether the PostgreSQL and Redis of the second pass of tests are there: `python -m tests.reachable`."""

import os
import sys

import psycopg2
import redis


def reason_not_reachable() -> str:
    """Return why one of the two cannot be used, an empty string when both can. Passwords are left out."""
    try:
        psycopg2.connect(f"{os.environ['GOVINFO_TEST_DATABASE_URL'].rstrip('/')}/postgres", connect_timeout=3).close()
    except psycopg2.Error as error:
        return f"PostgreSQL: {str(error).strip().splitlines()[0]}"
    try:
        redis.Redis.from_url(os.environ["GOVINFO_TEST_REDIS_URL"], socket_connect_timeout=3).ping()
    except (redis.RedisError, ValueError) as error:
        return f"Redis: {type(error).__name__}"
    return ""


if __name__ == "__main__":
    reason = reason_not_reachable()
    if reason:
        sys.exit(f"govinfo: {reason}. GOVINFO_TEST_DATABASE_URL and GOVINFO_TEST_REDIS_URL say where they are.")
