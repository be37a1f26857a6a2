import { useCallback, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import type {
  ColumnMapping,
  ImportOptions,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { importRouteRef } from '../../routes';
import { importUploadsApiRef } from '../../uploads';
import { homeCountry, LeadChoicesMade } from './LeadChoices';
import { isComplete } from './mapping';
import { useCheckUpload } from './useCheckUpload';
import { useCorrections } from './useCorrections';
import { ReadingOptions, useLeadFile } from './useLeadFile';
import type { WizardStep } from './WizardSteps';

/** What is to be checked or imported. */
interface Order {
  file: File;
  options: Partial<ImportOptions>;
}

/**
 * Where the user is on the way, and what was chosen so far. A file whose
 * columns are known is checked at once; the other steps are there to go back
 * to. Any change but a correction makes the last check void. The upload of an
 * import goes on when the wizard is closed; that of a check does not.
 */
export function useWizard(maxBytes: number) {
  const navigate = useNavigate();
  const importLink = useRouteRef(importRouteRef);
  const chosen = useLeadFile(maxBytes);
  const corrections = useCorrections();
  const checking = useCheckUpload();
  const uploads = useApi(importUploadsApiRef);
  const { stop: stopCheck } = checking;
  const [step, setStep] = useState<WizardStep>('file');
  const [columns, setColumns] = useState<ColumnMapping>([]);
  const [choices, setChoices] = useState<LeadChoicesMade>(() => ({
    on_duplicate: 'skip',
    default_country: homeCountry(),
  }));
  const [dryRunId, setDryRunId] = useState<string>();
  const [uploadId, setUploadId] = useState('');
  const isOpen = useRef(false);

  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);

  const showImport = async (arrival: Promise<string | undefined>) => {
    const id = await arrival;
    if (id && isOpen.current) {
      navigate(importLink({ id }));
    }
  };

  const runCheck = async ({ file, options }: Order) => {
    setStep('check');
    setDryRunId(undefined);
    corrections.markChecked(options.corrections ?? []);
    setDryRunId(await checking.start(file, options));
  };

  const orderOf = (
    file: File,
    reading: ReadingOptions,
    mapping: ColumnMapping,
    cells = corrections.list,
  ): Order => ({
    file,
    options: { ...reading, ...choices, columns: mapping, corrections: cells },
  });

  const order = () =>
    chosen.file && orderOf(chosen.file, chosen.options, columns);

  return {
    step,
    chosen,
    columns,
    choices,
    corrections,
    checking,
    dryRunId,
    /** Of the file that is imported. */
    uploadId,
    /** True when closing takes something away that cannot be had again. */
    wouldLose: corrections.list.length > 0 && step !== 'import',

    goTo: useCallback(
      (to: WizardStep) => {
        stopCheck();
        uploads.dismiss(uploadId);
        setStep(to);
      },
      [stopCheck, uploads, uploadId],
    ),
    setColumns,
    changeChoices: (change: Partial<LeadChoicesMade>) =>
      setChoices(before => ({ ...before, ...change })),

    /** Takes a file; goes as far as it can without asking. */
    choose: async (file: File) => {
      corrections.reset();
      setDryRunId(undefined);
      const preview = await chosen.read(file);
      if (!preview) {
        return;
      }
      setColumns(preview.columns);
      if (isComplete(preview.columns)) {
        await runCheck(orderOf(file, {}, preview.columns, []));
      } else {
        setStep('columns');
      }
    },

    /** Reads the same file in another way. */
    readAnew: async (options: ReadingOptions) => {
      corrections.reset();
      const preview = chosen.file && (await chosen.read(chosen.file, options));
      if (preview) {
        setColumns(preview.columns);
      }
    },

    check: async () => {
      const now = order();
      if (now) {
        await runCheck(now);
      }
    },

    importLeads: async () => {
      const now = order();
      if (!now) {
        return;
      }
      const { id, arrival } = uploads.send(now.file, now.options);
      setUploadId(id);
      setStep('import');
      await showImport(arrival);
    },

    /** Sends the file again that the server did not take. */
    importAgain: () => showImport(uploads.sendAgain(uploadId)),
  };
}
