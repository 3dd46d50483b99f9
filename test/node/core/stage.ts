// The node of a suite.
import type { Live } from '../../cluster/cluster';
import { removeRenders } from '../../cluster/renders';
import { Instance } from '../support/instance';
import { Node, type NodeProps } from '../support/node';
import { stranger } from '../support/strangers';

export interface Stage {
  readonly node: () => Node;
  /** A pod of a namespace of its own, which no policy selects. */
  readonly stranger: () => Live;
  readonly instance: (namespace: string) => Instance;
}

/** The node of a suite, which ends with it. */
export const stage = (props: NodeProps): Stage => {
  let node: Node | undefined;
  let other: Live | undefined;
  beforeAll(async () => {
    node = await Node.start(props);
    other = await stranger(node, 'strangers');
  });
  afterAll(async () => {
    await node?.stop();
    removeRenders();
  });
  return { node: () => node as Node, stranger: () => other as Live, instance: (namespace) => new Instance(node as Node, namespace) };
};
