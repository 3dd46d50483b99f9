"""Real proxies between the sender and the edge: what stands in front of it in a cluster may respell a request."""

import shutil
import subprocess

from doors import open_folder
from processes import as_user, free_port, stop, wait_for_port

HAPROXY = """
global
    maxconn 4000
defaults
    timeout connect 5s
    timeout client 5s
    timeout server 5s
    timeout http-request 2s
listen front
    mode {mode}
    bind 127.0.0.1:{port}
    {options}
    server edge 127.0.0.1:{edge}
"""

NGINX = """
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/err crit;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/client_body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    client_max_body_size 0;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_pass http://127.0.0.1:{edge}{uri};
        }}
    }}
}}
"""

# As it is sent, and as nginx reads it: decoded, without dot segments and doubled slashes.
TEMPLATES = {
    "haproxy-tcp": (HAPROXY, {"mode": "tcp", "options": ""}),
    "haproxy-http": (HAPROXY, {"mode": "http", "options": "option forwardfor"}),
    "nginx-raw": (NGINX, {"uri": ""}),
    "nginx-normalised": (NGINX, {"uri": "/"}),
}


class Front:
    def __init__(self, name, edge):
        template, values = TEMPLATES[name]
        self.folder = open_folder()
        self.port = free_port()
        path = self.folder / "front.conf"
        path.write_text(template.format(port=self.port, edge=edge, folder=self.folder, **values))
        command = (
            ["haproxy", "-q", "-db", "-f", str(path)]
            if name.startswith("haproxy")
            else ["nginx", "-e", "/dev/stderr", "-g", "daemon off;", "-c", str(path)]
        )
        self.process = subprocess.Popen(as_user("nobody", command), stderr=subprocess.DEVNULL)
        wait_for_port(self.port)

    def stop(self):
        stop(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)
