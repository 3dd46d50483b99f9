// connect.js <host:port…>: tries a TCP connection to each, all at once, and prints which are open, as JSON. Runs in a pod's network namespace.
const { connect } = require('node:net');

const tries = process.argv.slice(2).map(
  (target) =>
    new Promise((resolve) => {
      const [host, port] = target.split(':');
      const socket = connect({ host, port: Number(port), timeout: 2000 });
      const end = (open) => () => {
        socket.destroy();
        resolve([target, open]);
      };
      socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
    }),
);
Promise.all(tries).then((results) => process.stdout.write(JSON.stringify(Object.fromEntries(results))));
