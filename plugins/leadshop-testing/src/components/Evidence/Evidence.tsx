import { makeStyles } from '@material-ui/core/styles';
import { useTexts } from '../../translation';
import { EvidenceTable } from './EvidenceTable';
import { EvidenceValue } from './EvidenceValue';
import { Findings } from './Findings';
import { labelOfValue } from './meanings';
import { scaleOf } from './scales';
import {
  entriesOf,
  findingsOf,
  holdsFindings,
  isPlain,
  isRecord,
  isShort,
  JsonRecord,
  tableOf,
  tableOfMembers,
} from './shapes';

/*
 * Shows whatever a step found, without knowing the step: steps come from other
 * companies' pipelines too. Plain values become a list of facts, lists of
 * records become tables, lists with severities become findings, and records
 * become sections of their own.
 */

/** Sections deeper than this are written on one line. */
const DEEPEST = 3;

const useStyles = makeStyles(theme => ({
  stack: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    minWidth: 0,
  },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'minmax(110px, 34%) minmax(0, 1fr)',
    gap: theme.spacing(0.75, 2),
    margin: 0,
    '& > dt': { color: theme.palette.text.secondary, overflowWrap: 'anywhere' },
    '& > dd': { margin: 0, minWidth: 0, overflowWrap: 'anywhere' },
    [theme.breakpoints.down('xs')]: {
      gridTemplateColumns: 'minmax(0, 1fr)',
      gap: 0,
      '& > dd': { marginBottom: theme.spacing(1) },
    },
  },
  section: { minWidth: 0 },
  heading: {
    margin: theme.spacing(0, 0, 0.75),
    fontSize: theme.typography.pxToRem(14),
    fontWeight: 600,
  },
  nested: {
    paddingLeft: theme.spacing(1.5),
    borderLeft: `2px solid ${theme.palette.divider}`,
  },
  list: { margin: 0, paddingLeft: theme.spacing(2.5) },
}));

const EvidenceList = ({
  path,
  list,
}: {
  path: readonly string[];
  list: readonly unknown[];
}) => {
  const classes = useStyles();
  const findings = findingsOf(list);
  if (findings) {
    return <Findings findings={findings} />;
  }
  const table = tableOf(list);
  if (table) {
    return <EvidenceTable path={path} table={table} />;
  }
  return (
    <ul className={classes.list}>
      {list.map((item, index) => (
        <li key={index}>
          <EvidenceValue path={path} value={item} />
        </li>
      ))}
    </ul>
  );
};

const Section = ({
  path,
  value,
}: {
  path: readonly string[];
  value: unknown;
}) => {
  const classes = useStyles();
  const t = useTexts();
  let content;
  if (Array.isArray(value)) {
    content = <EvidenceList path={path} list={value} />;
  } else if (isRecord(value)) {
    const table = tableOfMembers(value);
    content = table ? (
      // The member's name is a column here and a part of the path elsewhere.
      <EvidenceTable path={[...path, '*']} table={table} />
    ) : (
      <div className={classes.nested}>
        <EvidenceRecord path={path} record={value} />
      </div>
    );
  }
  return (
    <section className={classes.section}>
      <h5 className={classes.heading}>
        {labelOfValue(t, path[path.length - 1])}
      </h5>
      {content}
    </section>
  );
};

// A declaration, because records and sections hold each other.
function EvidenceRecord({
  path,
  record,
}: {
  path: readonly string[];
  record: JsonRecord;
}) {
  const classes = useStyles();
  const t = useTexts();
  const entries = entriesOf(record).filter(
    ([, value]) => !isRecord(value) || Object.keys(value).length > 0,
  );
  const onOneLine = (value: unknown) =>
    isPlain(value) ||
    path.length >= DEEPEST ||
    (Array.isArray(value) && value.length === 0) ||
    (isRecord(value) && isShort(value));
  const isScore = (name: string) => scaleOf([...path, name]) !== undefined;
  const facts = entries
    .filter(([, value]) => onOneLine(value))
    .sort(([a], [b]) => Number(isScore(b)) - Number(isScore(a)));
  const sections = entries
    .filter(([, value]) => !onOneLine(value))
    .sort(
      ([, a], [, b]) => Number(holdsFindings(b)) - Number(holdsFindings(a)),
    );
  return (
    <div className={classes.stack}>
      {facts.length > 0 && (
        <dl className={classes.facts}>
          {facts.flatMap(([name, value]) => [
            <dt key={`${name} name`}>{labelOfValue(t, name, value)}</dt>,
            <dd key={name}>
              <EvidenceValue path={[...path, name]} value={value} />
            </dd>,
          ])}
        </dl>
      )}
      {sections.map(([name, value]) => (
        <Section key={name} path={[...path, name]} value={value} />
      ))}
    </div>
  );
}

/** Whatever a step found. */
export const Evidence = ({ details }: { details: JsonRecord }) => (
  <EvidenceRecord path={[]} record={details} />
);
