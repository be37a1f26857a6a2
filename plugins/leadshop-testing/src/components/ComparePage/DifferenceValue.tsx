import { makeStyles } from '@material-ui/core/styles';
import {
  failureReasonSchema,
  faultSchema,
  providerModeSchema,
  stepStatusSchema,
  testStatusSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Difference } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Formats, useFormats } from '../../formats';
import { Translate, useTexts } from '../../translation';
import { StatusLabel } from '../StatusLabel';

/** Digits that still say something. */
const NUMBER = { maximumFractionDigits: 4 };
const SCORE = { maximumFractionDigits: 1 };

const useStyles = makeStyles(theme => ({
  text: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  none: { color: theme.palette.text.secondary },
  list: { margin: 0, paddingLeft: theme.spacing(2), overflowWrap: 'anywhere' },
}));

/** A side of a comparison. */
export type Side = 'a' | 'b';

type Figure = Extract<Difference, { change: number | null }>;

/** A figure as its kind asks for. */
export function figureText(
  { number, duration, money }: Formats,
  { kind, field }: Figure,
  value: number,
  currency: string | null,
): string {
  switch (kind) {
    case 'duration':
      return duration(value);
    case 'score':
      return number(value, SCORE);
    case 'money':
      return money(value, field.includes('revenue') ? currency : null);
    default:
      return number(value, NUMBER);
  }
}

/** The wire's words in a person's; other texts stay as they are. */
function wordOf(t: Translate, field: string, text: string): string {
  if (field === 'fault') {
    const fault = faultSchema.safeParse(text).data;
    return fault ? t(`words.fault.${fault}`) : text;
  }
  if (field === 'provider_mode') {
    const mode = providerModeSchema.safeParse(text).data;
    return mode ? t(`history.row.${mode}`) : text;
  }
  if (field === 'failure_reason') {
    const reason = failureReasonSchema.safeParse(text).data;
    return reason ? t(`words.failureReason.${reason}`) : text;
  }
  return text;
}

const Status = ({ value }: { value: string }) => {
  const t = useTexts();
  const ofTest = testStatusSchema.safeParse(value).data;
  if (ofTest) {
    return (
      <StatusLabel status={ofTest} text={t(`words.testStatus.${ofTest}`)} />
    );
  }
  const ofStep = stepStatusSchema.safeParse(value).data;
  return ofStep ? (
    <StatusLabel status={ofStep} text={t(`words.stepStatus.${ofStep}`)} />
  ) : (
    <>{value}</>
  );
};

/** What one of the tests has. */
export const DifferenceValue = ({
  difference,
  side,
  currency,
}: {
  difference: Difference;
  side: Side;
  /** Of the test's money. */
  currency: string | null;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const formats = useFormats();
  const none = <span className={classes.none}>{t('compare.none')}</span>;
  if (difference.kind === 'list') {
    const items = side === 'a' ? difference.removed : difference.added;
    return items.length === 0 ? (
      none
    ) : (
      <ul className={classes.list}>
        {items.map((item, index) => (
          // The same item may be there twice
          <li key={index}>{item}</li>
        ))}
      </ul>
    );
  }
  const value = difference[side];
  if (value === null || value === '') {
    return none;
  }
  switch (difference.kind) {
    case 'status':
      return <Status value={String(value)} />;
    case 'flag':
      return <>{value === true ? t('compare.yes') : t('compare.no')}</>;
    case 'text':
      return (
        <span className={classes.text}>
          {typeof value === 'number'
            ? formats.number(value, NUMBER)
            : wordOf(t, difference.field, String(value))}
        </span>
      );
    default:
      return <>{figureText(formats, difference, Number(value), currency)}</>;
  }
};
