// Claims, volumes and their classes.
import { at, quantityNumber, sameQuantity, text } from '../../manifests';
import type { Change } from '../changes';
import { type Changed, fields, onChanged, type Rule } from '../rule';
import { rejected } from './rejected';

const storage = /^spec\.resources\.requests\.storage$/;

/** Whether the class of a claim lets it grow; nothing where no manifest tells. */
const expandable = ({ new: now, after }: Changed): boolean | undefined => {
  const name = text(at(now, 'spec', 'storageClassName'));
  const found = name === undefined ? undefined : after.find('storage.k8s.io', 'StorageClass', '', name);
  return found === undefined ? undefined : at(found, 'allowVolumeExpansion') === true;
};

const grows = ({ old, new: now }: Change): boolean => (quantityNumber(now) ?? 0) > (quantityNumber(old) ?? 0);

/** What becomes of volumes whose claim, class or source changes. */
export const volumeRules: readonly Rule[] = [
  rejected(
    'claim-immutable',
    'Field of a PersistentVolumeClaim that cannot change',
    'Only the requested size and the volumeAttributesClassName of a claim can change.',
    'Make a claim of a new name and move the data.',
    onChanged('PersistentVolumeClaim', fields(/^spec\.(?!resources\.requests|volumeAttributesClassName)/)),
  ),
  rejected(
    'claim-shrinks',
    'Smaller volume',
    'A volume cannot shrink.',
    'Keep the size, or make a smaller claim of a new name and move the data.',
    onChanged(
      'PersistentVolumeClaim',
      fields(storage, (change) => !grows(change) && !sameQuantity(change.old, change.new)),
    ),
  ),
  rejected(
    'claim-cannot-grow',
    'Larger volume of a class that does not allow it',
    'The StorageClass of the claim does not allow expansion.',
    'Set allowVolumeExpansion on the StorageClass first, where its driver can.',
    onChanged(
      'PersistentVolumeClaim',
      fields(storage, (change, pair) => grows(change) && expandable(pair) === false),
    ),
  ),
  rejected(
    'storage-class',
    'Field of a StorageClass that cannot change',
    'Provisioner, parameters, reclaimPolicy and volumeBindingMode of a StorageClass cannot change.',
    'Make a class of a new name; volumes that exist keep theirs.',
    onChanged('StorageClass', fields(/^(provisioner|parameters|reclaimPolicy|volumeBindingMode)([.[]|$)/)),
  ),
  rejected(
    'volume-source',
    'Source of a PersistentVolume',
    'Where a PersistentVolume keeps its data cannot change.',
    'Make a volume of a new name.',
    onChanged(
      'PersistentVolume',
      fields(
        /^spec\.(?!capacity|accessModes|claimRef|mountOptions|persistentVolumeReclaimPolicy|storageClassName|nodeAffinity|volumeAttributesClassName)/,
      ),
    ),
  ),
  {
    id: 'claim-grows',
    verdict: 'safe',
    title: 'Larger volume',
    reason: 'The volume grows in place where its StorageClass allows expansion; a claim that is still Pending is refused.',
    steps: 'Check allowVolumeExpansion of its StorageClass; some drivers grow the file system when the pod starts again.',
    find: onChanged(
      'PersistentVolumeClaim',
      fields(storage, (change, pair) => grows(change) && expandable(pair) !== false),
    ),
  },
];
