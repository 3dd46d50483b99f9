// Real nginx with the configuration of a rendered door.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { podSpecs } from 'manifest-review/manifests';
import { Background, freePort } from './control-plane';
import type { Render } from './renders';

interface NginxProps {
  /** Text of nginx.conf, with the paths and ports of the image. */
  readonly text: string;
  /** Files by their absolute path in the image. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Debian's nginx with a configuration made for the image: its folders are below a temporary one, its ports on loopback. */
export class Nginx {
  readonly port: number;
  private readonly folder: string;
  private readonly process: Background;

  private constructor(port: number, folder: string, process: Background) {
    this.port = port;
    this.folder = folder;
    this.process = process;
  }

  static async start({ text, files = {} }: NginxProps): Promise<Nginx> {
    const folder = mkdtempSync(path.join(tmpdir(), 'cdk8s-sentry-nginx-'));
    chmodSync(folder, 0o777);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    const [port, health] = await Promise.all([freePort(), freePort()]);
    mkdirSync(path.join(folder, 'tmp'), { mode: 0o777 });
    chmodSync(path.join(folder, 'tmp'), 0o777);
    const moved = text
      .replaceAll('listen 8080', `listen 127.0.0.1:${port}`)
      .replaceAll('listen 8081', `listen 127.0.0.1:${health}`)
      .replaceAll('/tmp/', `${folder}/tmp/`)
      .replaceAll('/etc/nginx/templates/', `${folder}/etc/nginx/templates/`);
    writeFileSync(path.join(folder, 'nginx.conf'), moved);
    const process = new Background('nginx', ['nginx', '-e', 'stderr', '-g', 'daemon off;', '-c', path.join(folder, 'nginx.conf')], folder);
    return new Nginx(port, folder, process);
  }

  tail(): string {
    return this.process.tail();
  }

  async stop(): Promise<void> {
    await this.process.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The edge of a render as its pod would run it, with Relay at another address. */
export const startEdge = (render: Render, relayPort: number): Promise<Nginx> => {
  const named = (kind: string) => render.manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === 'sentry-edge');
  const data = named('ConfigMap')?.data as Record<string, string>;
  const deployment = named('Deployment');
  if (deployment === undefined) throw new Error('the render has no edge');
  const env = Object.fromEntries(podSpecs(deployment)[0]?.containers[0]?.env?.map(({ name, value = '' }) => [name, value]) ?? []);
  const values: Record<string, string> = { ...env, SENTRY_RELAY: `127.0.0.1:${relayPort}`, NGINX_LOCAL_RESOLVERS: '127.0.0.1:1' };
  const filter = new RegExp(env['NGINX_ENVSUBST_FILTER'] ?? '');
  const { 'nginx.conf': template = '', ...others } = data;
  return Nginx.start({
    text: template.replace(/\$\{(\w+)\}/g, (found, name: string) => (filter.test(name) ? (values[name] ?? found) : found)),
    files: Object.fromEntries(Object.entries(others).map(([name, text]) => [`/etc/nginx/templates/${name}`, text])),
  });
};

/** A door that decides nothing: what the controller lets through arrives. */
export const startBareDoor = (backendPort: number): Promise<Nginx> =>
  Nginx.start({
    text: `
      pid /tmp/nginx.pid;
      error_log /dev/stderr crit;
      events {}
      http {
        access_log off;
        client_body_temp_path /tmp/client_body;
        proxy_temp_path /tmp/proxy;
        fastcgi_temp_path /tmp/fastcgi;
        uwsgi_temp_path /tmp/uwsgi;
        scgi_temp_path /tmp/scgi;
        server {
          listen 8080 default_server;
          merge_slashes off;
          location / {
            proxy_pass http://127.0.0.1:${backendPort};
            proxy_http_version 1.1;
          }
        }
      }`,
  });
