"""Ask the server on this machine whether it lives: python -m config.probe; exit 1 when not."""

import sys
from http.client import HTTPConnection, HTTPException

from config.settings.environment import optional, required


def lives(address: str, host: str) -> bool:
    """Return whether /health/live is answered under a host of ours, as through the proxy that ends HTTPS."""
    connection = HTTPConnection(address, timeout=5)
    try:
        connection.request("GET", "/health/live", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    port = optional("JISR_BIND", "127.0.0.1:8000").rpartition(":")[2]
    host = required("JISR_HOSTS").split(",")[0].strip().removeprefix(".")
    sys.exit(0 if lives(f"127.0.0.1:{port}", host) else 1)
