// One Kubernetes object as it is written to a file.
import { ApiObject, type ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { inKeyOrder, type Manifest } from 'manifest-review/manifests';

// Stores before what writes to them, doors last; Argo CD goes on when a wave is healthy, kubectl in the order of file names.
const syncWaves: Readonly<Record<string, string>> = { '00': '-30', '10': '-20', '20': '-10', '30': '0', '40': '0', '50': '10' };

/** The L1 class of a kind, of which the types of its fields are taken. */
interface Kind<Props> {
  manifest(props: Props): ApiObjectProps;
}

/**
 * An object with the Argo CD sync wave of its chart, `<wave>-<subsystem>`, and its keys in the order in which one writes them by hand.
 * Made of the kind's manifest, and no object of its L1 class, which drops what patches add of newer fields (aws/cdk8s#2172).
 */
export class KubernetesObject<Props> extends ApiObject {
  constructor(scope: Construct, id: string, kind: Kind<Props>, props: NoInfer<Props>) {
    super(scope, id, kind.manifest(props));
    const wave = syncWaves[this.chart.node.id.slice(0, 2)];
    if (wave === undefined) throw new Error(`${this.chart.node.id}: no sync wave for this chart`);
    this.metadata.addAnnotation('argocd.argoproj.io/sync-wave', wave);
  }

  override toJson(): Manifest {
    return inKeyOrder(super.toJson());
  }
}
