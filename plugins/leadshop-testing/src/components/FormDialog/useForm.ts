import { FormEvent, useCallback, useId, useState } from 'react';
import { problemText, refusalOf } from '../../api';
import { useTexts } from '../../translation';

/** The server's answer to a change of a version that is no more. */
const STALE = 412;

/** What is wrong with the fields of a form. */
export type Problems<Form> = Partial<Record<keyof Form & string, string>>;

/** How a form is checked and sent. */
export interface FormOptions<Form> {
  initial: () => Form;
  /** What the server would refuse; the first field in it gets the focus. */
  problemsOf: (form: Form) => Problems<Form>;
  /** Sends it, and closes what it stands in. */
  save: (form: Form) => Promise<void>;
  /** Where the fields of the server's answer are in the form; by their name when left out. */
  atFields?: (fields: Record<string, string>) => Problems<Form>;
  /** What to say when somebody else was faster. */
  changedMeanwhile?: string;
}

/**
 * A form that is checked before it is sent, and says at each field what is wrong,
 * whoever found it. A field has the id `${id}-${name}`.
 */
export function useForm<Form extends object>(options: FormOptions<Form>) {
  const { initial, problemsOf, save, atFields, changedMeanwhile } = options;
  const t = useTexts();
  const id = useId();
  const [form, setForm] = useState(initial);
  const [problems, setProblems] = useState<Problems<Form>>({});
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  /** Ref of the field to begin with; a dialog takes the focus itself otherwise. */
  const focus = useCallback((input: HTMLInputElement | null) => {
    input?.focus();
  }, []);

  /** What was wrong with a field is not said of what stands there now. */
  const change = (changes: Partial<Form>) => {
    setForm(before => ({ ...before, ...changes }));
    setProblems(
      before =>
        Object.fromEntries(
          Object.entries(before).filter(([field]) => !(field in changes)),
        ) as Problems<Form>,
    );
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = problemsOf(form);
    setProblems(found);
    setError(undefined);
    const [first] = Object.keys(found);
    if (first) {
      document.getElementById(`${id}-${first}`)?.focus();
      return;
    }
    setBusy(true);
    try {
      await save(form);
    } catch (cause) {
      const { status, fields } = refusalOf(cause);
      setProblems(atFields?.(fields) ?? (fields as Problems<Form>));
      setError(
        status === STALE && changedMeanwhile
          ? changedMeanwhile
          : problemText(t, cause),
      );
      setBusy(false);
    }
  };
  return { id, form, change, problems, error, busy, focus, submit };
}
