// Memcached, where Django keeps its cache.
import { Construct } from 'constructs';
import { Workload } from '../kubernetes/workload';
import type { StoreProps } from './store';

/** Memcached: Django's cache. Losing it costs time, never data. */
export class Memcached extends Construct {
  constructor(scope: Construct, id: string, { instance, components }: StoreProps) {
    super(scope, id);
    for (const component of components) new Workload(this, component.name, { instance, component });
  }
}
