import { useCallback, useEffect, useRef, useState } from 'react';
import type {
  LeadData,
  LeadField,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { formOf, LeadForm } from '../LeadForm';

const EMPTY = formOf({});

/** What is typed into the form, and where the form gets its first lead from. */
export function useLeadForm() {
  const [form, setForm] = useState<LeadForm>(EMPTY);
  const [loading, setLoading] = useState(false);
  // Answers that nobody waits for any more must not overwrite the form
  const awaited = useRef<object>();

  const fill = useCallback((lead: Partial<LeadData>) => {
    awaited.current = undefined;
    setForm(formOf(lead));
    setLoading(false);
  }, []);
  const fillLater = useCallback(
    async (lead: Promise<Partial<LeadData>>) => {
      awaited.current = lead;
      setForm(EMPTY);
      setLoading(true);
      const answer = await lead;
      if (awaited.current === lead) {
        fill(answer);
      }
    },
    [fill],
  );
  useEffect(
    () => () => {
      awaited.current = undefined;
    },
    [],
  );

  return {
    form,
    /** True until the lead has arrived that the form starts with. */
    loading,
    fill,
    fillLater,
    change: useCallback(
      (field: LeadField, text: string) =>
        setForm(before => ({ ...before, [field]: text })),
      [],
    ),
  };
}
