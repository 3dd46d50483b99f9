/** Something in upstream's files, or in how the importer was called, that the user must mend; its message is one line. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}
