import type { Formats } from '../../../formats';
import type { Translate } from '../../../translation';
import { endingOf, FileRefusal } from './fileKind';

/** Why a file is not taken and what to do. */
export function refusalText(
  t: Translate,
  { bytes }: Pick<Formats, 'bytes'>,
  {
    file,
    maxBytes,
    refusal,
  }: {
    file: Pick<File, 'name' | 'size'>;
    maxBytes: number;
    refusal: FileRefusal;
  },
): string {
  const { name } = file;
  switch (refusal) {
    case 'tooLarge':
      return t('importWizard.refusal.tooLarge', {
        file: name,
        size: bytes(file.size),
        most: bytes(maxBytes),
      });
    case 'otherSpreadsheet':
    case 'noText':
    case 'noSpreadsheet':
      return t(`importWizard.refusal.${refusal}`, {
        file: name,
        ending: endingOf(file),
      });
    default:
      return t(`importWizard.refusal.${refusal}`, { file: name });
  }
}
