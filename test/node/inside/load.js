// load.js <url> <Host header> <events a second> <most seconds>: posts one event after another, each over a connection of its own, until
// standard input ends. Prints as JSON the ids that were answered with 200, every other answer with its second, and the slowest in ms.
const { randomUUID } = require('node:crypto');
const { request } = require('node:http');

const [url, host, rate, seconds] = process.argv.slice(2);
const start = Date.now();
const accepted = [];
const failed = [];
let slowest = 0;

const post = () =>
  new Promise((resolve) => {
    const id = randomUUID().replaceAll('-', '');
    const body = JSON.stringify({ event_id: id, message: `load ${id}`, platform: 'other', level: 'error' });
    const began = Date.now();
    const end = (answer) => {
      slowest = Math.max(slowest, Date.now() - began);
      if (answer === 200) accepted.push(id);
      else failed.push({ second: (began - start) / 1000, answer });
      resolve();
    };
    const headers = {
      Host: host,
      'Content-Type': 'application/json',
      'X-Sentry-Auth': `Sentry sentry_version=7, sentry_key=${'0'.repeat(32)}`,
    };
    const sent = request(url, { method: 'POST', agent: false, timeout: 10_000, headers }, (response) => {
      response.resume().once('end', () => end(response.statusCode));
    });
    sent.once('timeout', () => sent.destroy(new Error('no answer in 10 s')));
    sent.once('error', (error) => end(error.message));
    sent.end(body);
  });

let stopped = false;
process.stdin.resume().once('end', () => {
  stopped = true;
});
const running = new Set();
const timer = setInterval(async () => {
  if (stopped || Date.now() - start > Number(seconds) * 1000) {
    clearInterval(timer);
    await Promise.all(running);
    process.stdout.write(JSON.stringify({ accepted, failed, slowest }), () => process.exit(0));
    return;
  }
  const one = post().then(() => running.delete(one));
  running.add(one);
}, 1000 / Number(rate));
