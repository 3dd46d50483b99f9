// Captures one exception with a Node SDK and prints the event's id: send.js <module> <DSN>.
const [module_, dsn] = process.argv.slice(2);
const sdk = require(module_);
const error = new Error('told by Node');
if (module_ === 'raven') {
  sdk.config(dsn).install();
  sdk.captureException(error, (_failure, id) => console.log(id));
} else {
  sdk.init({ dsn });
  const id = sdk.captureException(error);
  sdk.flush(10000).then(() => console.log(id));
}
