// Starts a node with a pod and a volume, says so, and holds it until it is ended; `fail` throws once it is up.
import { Node } from './node';
import { stranger } from './strangers';

const main = async (): Promise<void> => {
  const node = await Node.start();
  node.script('volume', 'make', 'limited', '300M');
  await stranger(node, 'strangers');
  process.stdout.write(`${JSON.stringify({ namespaces: node.namespaces(), name: node.cgroup, state: node.state })}\n`);
  if (process.argv[2] === 'fail') throw new Error('as asked');
};

main().catch((error: unknown) => {
  process.stderr.write(`${error}\n`);
  process.exit(1);
});
