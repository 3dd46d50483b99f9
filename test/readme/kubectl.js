#!/usr/bin/env node
// Stands in for a cluster: the real kubectl reads the arguments and the files that they name, and fails where it does. What it then
// cannot reach is answered here.
const { spawnSync } = require('node:child_process');

const args = process.argv.slice(2);
const { status, stdout, stderr } = spawnSync(process.env.REAL_KUBECTL, ['--server=http://127.0.0.1:1', '--request-timeout=2s', ...args], {
  encoding: 'utf8',
  env: { ...process.env, KUBECONFIG: '/dev/null' },
});
if (status === 0) process.stdout.write(stdout);
else if (!/connection to the server 127\.0\.0\.1:1 was refused|dial tcp 127\.0\.0\.1:1|connection refused/.test(stderr)) {
  process.stderr.write(stderr);
  process.exit(1);
} else if (args.includes('-o')) process.stdout.write(Buffer.from('a password').toString('base64'));
