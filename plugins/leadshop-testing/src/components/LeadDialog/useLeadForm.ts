import { useCallback, useState } from 'react';
import { leadFieldSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LeadField } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { problemText, Refusal, refusalOf } from '../../api';
import { useTexts } from '../../translation';
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
  const t = useTexts();
  const [form, setForm] = useState(initial);
  const [problems, setProblems] = useState<FieldProblems>({});
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const [complaints, setComplaints] = useState(0);

  const change = useCallback((field: LeadField, text: string) => {
    setForm(before => ({ ...before, [field]: text }));
    setProblems(({ [field]: _mended, ...others }) => others);
  }, []);

  /** Shows what is wrong; true when something is. */
  const complain = (found: FieldProblems): boolean => {
    const wrong = Object.keys(found).length > 0;
    setProblems(found);
    if (wrong) {
      setComplaints(count => count + 1);
    }
    return wrong;
  };

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
      const said = { ...refusalOf(error), message: problemText(t, error) };
      const found = fieldProblems(said.fields);
      // What stands beside its field is not said twice
      const allBesideFields =
        complain(found) &&
        Object.keys(found).length === Object.keys(said.fields).length;
      setRefusal(allBesideFields ? undefined : said);
      return said;
    } finally {
      setBusy(false);
    }
  };

  return {
    form,
    setForm,
    change,
    problems,
    complain,
    /** Grows each time that problems are shown. */
    complaints,
    refusal,
    busy,
    send,
  };
}
