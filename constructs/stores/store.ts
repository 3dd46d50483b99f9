// What every store is given.
import type { Component } from '../../topology/topology';
import type { Instance } from '../kubernetes/instance';

/** What a store that the instance runs is made from. */
export interface StoreProps {
  readonly instance: Instance;
  readonly components: readonly Component[];
}
