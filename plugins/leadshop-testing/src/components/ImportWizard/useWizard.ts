import { useCallback, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useRouteRef } from '@backstage/core-plugin-api';
import type {
  ColumnMapping,
  ImportOptions,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { importRouteRef } from '../../routes';
import { homeCountry, LeadChoicesMade } from './LeadChoices';
import { isComplete } from './mapping';
import { useCorrections } from './useCorrections';
import { ReadingOptions, useLeadFile } from './useLeadFile';
import { useUpload } from './useUpload';
import type { WizardStep } from './WizardSteps';

/** What is to be checked or imported. */
interface Order {
  file: File;
  options: Partial<ImportOptions>;
}

/**
 * Where the user is on the way, and what was chosen so far. A file whose
 * columns are known is checked at once; the other steps are there to go back
 * to. Any change but a correction makes the last check void.
 */
export function useWizard(maxBytes: number) {
  const navigate = useNavigate();
  const importLink = useRouteRef(importRouteRef);
  const chosen = useLeadFile(maxBytes);
  const corrections = useCorrections();
  const checking = useUpload({ dryRun: true });
  const importing = useUpload({ dryRun: false });
  const [step, setStep] = useState<WizardStep>('file');
  const [columns, setColumns] = useState<ColumnMapping>([]);
  const [choices, setChoices] = useState<LeadChoicesMade>(() => ({
    on_duplicate: 'skip',
    default_country: homeCountry(),
  }));
  const [dryRunId, setDryRunId] = useState<string>();

  const runCheck = async ({ file, options }: Order) => {
    setStep('check');
    setDryRunId(undefined);
    corrections.markChecked();
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
    importing,
    dryRunId,
    /** True when closing takes something away that cannot be had again. */
    wouldLose: corrections.list.length > 0 || importing.busy,

    goTo: useCallback(
      (to: WizardStep) => {
        checking.stop();
        importing.stop();
        setStep(to);
      },
      [checking.stop, importing.stop],
    ),
    setColumns,
    changeChoices: (change: Partial<LeadChoicesMade>) =>
      setChoices(before => ({ ...before, ...change })),

    /** Takes a file; goes as far as it can without asking. */
    choose: async (file: File) => {
      corrections.clear();
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
      corrections.clear();
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
      setStep('import');
      const id = await importing.start(now.file, now.options);
      if (id) {
        navigate(importLink({ id }));
      }
    },
  };
}
