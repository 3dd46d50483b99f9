// Networks as NetworkPolicies name them: which one holds another.
import { BlockList, isIPv6 } from 'node:net';
import { strings, type Tree, text } from '../../manifests';

interface Range {
  readonly address: string;
  readonly length: number;
}

const rangeOf = (cidr: string): Range => {
  const [address = '', length = ''] = cidr.split('/');
  return { address, length: Number(length) };
};

const familyOf = ({ address }: Range): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

const inside = (inner: Range, outer: Range): boolean => {
  if (familyOf(inner) !== familyOf(outer) || inner.length < outer.length) return false;
  const block = new BlockList();
  block.addSubnet(outer.address, outer.length, familyOf(outer));
  return block.check(inner.address, familyOf(inner));
};

/** Whether every address of the one ipBlock of a NetworkPolicy is in the other too; false where one is not readable. */
export const takesBlock = (wide: Tree, narrow: Tree): boolean => {
  const [all, some] = [rangeOf(text(wide['cidr']) ?? ''), rangeOf(text(narrow['cidr']) ?? '')];
  const exceptions = strings(narrow['except']).map(rangeOf);
  try {
    return (
      inside(some, all) &&
      strings(wide['except'])
        .map(rangeOf)
        .every((hole) => (!inside(hole, some) && !inside(some, hole)) || exceptions.some((own) => inside(hole, own)))
    );
  } catch {
    return false;
  }
};
