import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Manifest } from 'manifest-review/manifests';

// Stores before what writes to them, doors last; Argo CD goes on when a wave is healthy, kubectl in the order of file names.
const syncWaves: Readonly<Record<string, string>> = { '00': '-30', '10': '-20', '20': '-10', '30': '0', '40': '0', '50': '10' };

/** One file of the output, `<wave>-<subsystem>.k8s.yaml`; its objects carry the Argo CD sync wave that the file says. */
export class SubsystemChart extends Chart {
  readonly file: string;

  constructor(scope: Construct, file: string) {
    super(scope, file, { disableResourceNameHashes: true });
    this.file = file;
  }

  /** Manifests in order of construction. */
  manifests(): Manifest[] {
    const wave = syncWaves[this.file.slice(0, 2)];
    if (wave === undefined) throw new Error(`${this.file}: no sync wave for this file`);
    return this.node
      .findAll()
      .filter((construct) => ApiObject.isApiObject(construct))
      .map((construct) => {
        construct.metadata.addAnnotation('argocd.argoproj.io/sync-wave', wave);
        return construct.toJson();
      });
  }
}
