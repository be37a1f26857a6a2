import { useCallback, useState } from 'react';
import { leadFieldSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LeadField } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Refusal, refusalOf } from '../../api';
import { FieldProblems, LeadForm } from '../LeadForm';

/** What the server says of single fields: `email`, `lead.email`, `changes.email`. */
function fieldProblems(fields: Record<string, string>): FieldProblems {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([path, message]) => {
      const field = leadFieldSchema.safeParse(
        path.replace(/^(lead|changes)\./, ''),
      );
      return field.success ? [[field.data, message]] : [];
    }),
  );
}

/** What is typed, what is wrong with it, and whether it is on its way. */
export function useLeadForm(initial: LeadForm) {
  const [form, setForm] = useState(initial);
  const [problems, setProblems] = useState<FieldProblems>({});
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, setBusy] = useState(false);

  const change = useCallback((field: LeadField, text: string) => {
    setForm(before => ({ ...before, [field]: text }));
    setProblems(({ [field]: _mended, ...others }) => others);
  }, []);

  /** Sends what was typed; answers the refusal when the server says no. */
  const send = async (
    request: () => Promise<void>,
  ): Promise<Refusal | undefined> => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await request();
      return undefined;
    } catch (error) {
      const said = refusalOf(error);
      setRefusal(said);
      setProblems(fieldProblems(said.fields));
      return said;
    } finally {
      setBusy(false);
    }
  };

  return { form, setForm, change, problems, setProblems, refusal, busy, send };
}
