// request.js <method> <url> [<body> [<header: value>…]]: prints status and body as JSON.
const [method, url, body, ...headers] = process.argv.slice(2);
const pairs = headers.map((header) => header.split(/: (.*)/s).slice(0, 2));
fetch(url, { method, headers: pairs, ...(body ? { body } : {}), signal: AbortSignal.timeout(20_000) })
  .then(async (response) => process.stdout.write(JSON.stringify({ status: response.status, body: await response.text() })))
  .catch((error) => {
    process.stderr.write(`${method} ${url}: ${error.cause ?? error}\n`);
    process.exitCode = 1;
  });
