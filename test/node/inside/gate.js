// gate.js <port> <address>: stands before a server of this network namespace. What the address sends to the port is held piece by
// piece: prints `held`, and hands the piece on when `go` comes in by standard input; any other line closes the connection instead.
const { execFileSync } = require('node:child_process');
const { createServer, connect, isIPv4 } = require('node:net');
const { networkInterfaces } = require('node:os');
const { createInterface } = require('node:readline');

const [port, from] = process.argv.slice(2);
const own = Object.values(networkInterfaces())
  .flat()
  .find(({ address, internal }) => isIPv4(address) && !internal).address;
const held = [];

const server = createServer((client) => {
  const store = connect(Number(port), own);
  const end = () => {
    client.destroy();
    store.destroy();
  };
  for (const socket of [client, store]) socket.once('error', end).once('close', end);
  store.pipe(client);
  client.on('data', (data) => {
    client.pause();
    held.push((answer) => {
      if (answer !== 'go') return end();
      store.write(data);
      client.resume();
    });
    console.log('held');
  });
});

server.listen(0, own, () => {
  const rule = ['PREROUTING', '--source', from, '--protocol', 'tcp', '--dport', port, '--jump', 'REDIRECT'];
  const iptables = (action) =>
    execFileSync('iptables', ['--wait', '--table', 'nat', action, ...rule, '--to-ports', String(server.address().port)]);
  iptables('--append');
  console.log('open');
  createInterface({ input: process.stdin })
    .on('line', (line) => held.shift()?.(line))
    .once('close', () => {
      iptables('--delete');
      process.exit();
    });
});
