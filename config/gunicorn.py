"""How gunicorn serves Jisr: gunicorn -c python:config.gunicorn config.wsgi."""

from pathlib import Path

from config.settings.environment import number, optional

bind = optional("JISR_BIND", "127.0.0.1:8000")
worker_class = optional("JISR_WEB_CLASS", "gthread")
workers = number("JISR_WEB_WORKERS", 2)
threads = number("JISR_WEB_THREADS", 4)
timeout = number("JISR_WEB_TIMEOUT_S", 60)
graceful_timeout = 30  # requests that run get this long when the service stops
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # the sign of life of a worker must not wait for a disk
control_socket_disable = True  # it would be opened in the home folder
