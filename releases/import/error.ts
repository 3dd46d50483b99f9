// The error of an import: what of upstream's files cannot be used, and where it stands.
import { UserError } from 'manifest-review/manifests';

/** Something in upstream's files that the user must mend; its message is one line. */
export class ImportError extends UserError {
  override readonly name = 'ImportError';

  constructor(message: string) {
    super([message]);
  }
}
