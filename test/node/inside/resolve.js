// resolve.js <server> <name>: prints the addresses that a DNS server gives, as JSON.
const { Resolver } = require('node:dns/promises');

const [server, name] = process.argv.slice(2);
const resolver = new Resolver({ timeout: 2000, tries: 2 });
resolver.setServers([server]);
resolver.resolve4(name).then((addresses) => process.stdout.write(JSON.stringify(addresses)));
