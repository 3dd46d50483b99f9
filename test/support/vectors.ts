// Requests to a door byte by byte, and a Relay that notes what gets there.
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import * as path from 'node:path';
import { root } from '../../root';

/** A request, and what must come of it. */
export interface Vector {
  readonly id: string;
  readonly method: string;
  readonly rawTargetLatin1: string;
  readonly httpVersion: string;
  readonly host: string;
  readonly headers: readonly string[];
  readonly bodyLatin1: string | null;
  readonly rawRequestLatin1: string | null;
  /** pass: arrives; deny: does not; deny-N and safe: not, or under the canonical path. */
  readonly expect: 'pass' | 'deny' | 'deny-N' | 'safe';
}

export const vectors = JSON.parse(readFileSync(path.join(root, 'test/edge/route-vectors.json'), 'utf8')) as Vector[];

/** The bytes of a request, for another host than that of the file. */
export const requestOf = (vector: Vector, host: string): Buffer => {
  const { method, rawTargetLatin1, httpVersion, headers, bodyLatin1, rawRequestLatin1 } = vector;
  if (rawRequestLatin1 !== null) return Buffer.from(rawRequestLatin1, 'latin1');
  if (httpVersion === 'HTTP/0.9') return Buffer.from(`${method} ${rawTargetLatin1}\r\n`, 'latin1');
  const named = vector.host.replace(/sentry\.example\.com/i, (found) => (found === found.toUpperCase() ? host.toUpperCase() : host));
  const sent = headers.map((header) => header.split(':')[0]?.toLowerCase());
  const body = bodyLatin1 ?? '';
  const lines = [
    `${method} ${rawTargetLatin1} ${httpVersion}`,
    `Host: ${named}`,
    ...headers,
    ...(body === '' || sent.includes('content-length') || sent.includes('transfer-encoding') ? [] : [`Content-Length: ${body.length}`]),
    ...(sent.includes('connection') ? [] : ['Connection: close']),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1');
};

// Interim answers, of which each proxy on the way may add one.
const interim = /^(?:HTTP\/1\.1 1\d\d .*?\r\n\r\n)*/s;

/** Sends the bytes and gives the status of the answer, when the server has closed or is silent after it; 0 without an answer. */
export const send = (port: number, bytes: Buffer): Promise<number> =>
  new Promise((resolve) => {
    let received = '';
    const answer = (): string => received.replace(interim, '');
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const done = (): void => {
      socket.destroy();
      resolve(Number(/^HTTP\/[\d.]+ (\d{3})/.exec(answer())?.[1] ?? 0));
    };
    socket.setTimeout(30_000, done);
    socket.on('data', (data) => {
      received += data.toString('latin1');
      socket.setTimeout(answer() === '' ? 30_000 : 500);
    });
    socket.on('error', done);
    socket.on('close', done);
  });

export interface Arrival {
  /** `method target`, as the bytes say. */
  readonly line: string;
  readonly body: string;
}

/** Takes Relay's place: keeps every request, and answers 200. */
export class Recorder {
  readonly seen: Arrival[] = [];
  private readonly server: Server = createServer((socket) => this.serve(socket));
  private readonly sockets = new Set<Socket>();

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  /** A proxy that keeps a request's framing is all that stands in front, so a request is a head and its body. */
  private serve(socket: Socket): void {
    this.sockets.add(socket);
    let data = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      data += chunk.toString('latin1');
      for (;;) {
        const end = data.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = data.slice(0, end);
        const [, length = '0'] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
        const chunked = /\r\ntransfer-encoding: *chunked/i.test(head);
        const size = chunked ? data.indexOf('0\r\n\r\n', end) + 5 : end + 4 + Number(length);
        if (data.length < size || (chunked && size < 5)) return;
        this.seen.push({ line: head.split('\r\n')[0]?.replace(/ HTTP\/1\.[01]$/, '') ?? '', body: data.slice(end + 4, size) });
        data = data.slice(size);
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      }
    });
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

const canonical = /^(?:POST|GET|OPTIONS) \/api\/[1-9][0-9]{0,19}\/store\/(?:\?[!"$-~]*)?$/;

/** What came of each vector and should not have: `<id>: <what>`. */
export const findings = async (port: number, host: string, recorder: Recorder): Promise<string[]> => {
  const found: string[] = [];
  for (const vector of vectors) {
    recorder.seen.length = 0;
    const status = await send(port, requestOf(vector, host));
    // A "?" without a query says nothing.
    const lines = recorder.seen.map(({ line }) => line.replace(/\?$/, ''));
    const arrived = lines.join() || 'nothing';
    if (vector.expect === 'pass') {
      if (status !== 200 || arrived !== `${vector.method} ${vector.rawTargetLatin1.replace(/\?$/, '')}`)
        found.push(`${vector.id}: answered ${status}, arrived as ${arrived}`);
      else if (recorder.seen[0]?.body !== vector.bodyLatin1) found.push(`${vector.id}: arrived with another body`);
    } else if (lines.length > 0 && (vector.expect === 'deny' || !lines.every((line) => canonical.test(line))))
      found.push(`${vector.id}: leaked as ${arrived}`);
  }
  return found;
};
