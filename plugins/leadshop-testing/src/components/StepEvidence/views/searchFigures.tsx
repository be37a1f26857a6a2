import { makeStyles } from '@material-ui/core/styles';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import type { Details } from '../Details';
import { Block, Stack } from '../parts/Block';
import { Note } from '../parts/Note';
import { Pairs } from '../parts/Pairs';
import { readSource, SourceNote } from '../parts/Source';
import { stepView, ViewProps } from '../stepView';

const useStyles = makeStyles(theme => ({
  figures: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(150px, 1fr))',
    gap: theme.spacing(1.5),
    margin: 0,
  },
  figure: {
    padding: theme.spacing(1.25, 1.5),
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    '& > dt': {
      fontSize: theme.typography.pxToRem(12),
      color: theme.palette.text.secondary,
    },
    '& > dd': {
      margin: 0,
      fontSize: theme.typography.pxToRem(18),
      fontWeight: 600,
      fontVariantNumeric: 'tabular-nums',
    },
  },
}));

/** SEMrush states money in US dollars. */
const CURRENCY = 'USD';

function read(details: Details) {
  return {
    domain: details.text('domain'),
    applies: details.flag('applies'),
    reason: details.text('reason'),
    found: details.flag('found'),
    database: details.text('database'),
    rank: details.number('rank'),
    keywords: details.number('organic_keywords'),
    traffic: details.number('organic_traffic'),
    cost: details.number('organic_cost'),
    paid: details.number('adwords_keywords'),
    date: details.text('date'),
    source: readSource(details),
  };
}

const SearchFigures = ({ found }: ViewProps<ReturnType<typeof read>>) => {
  const classes = useStyles();
  const t = useTexts();
  const { number, money } = useFormats();
  const count = (value: number | undefined) =>
    value === undefined ? undefined : number(value);
  const figures = [
    [
      t('evidence.search.rank'),
      found.rank === 0 ? t('evidence.search.noRank') : count(found.rank),
    ],
    [t('evidence.search.keywords'), count(found.keywords)],
    [t('evidence.search.traffic'), count(found.traffic)],
    [
      t('evidence.search.cost'),
      found.cost === undefined ? undefined : money(found.cost, CURRENCY),
    ],
    [t('evidence.search.paid'), count(found.paid)],
  ] as const;
  return (
    <Stack>
      {found.applies === false && (
        <Note>
          {t('evidence.search.notAsked', { reason: found.reason ?? '–' })}
        </Note>
      )}
      {found.applies && found.found === false && (
        <Note>{t('evidence.search.notFound')}</Note>
      )}
      {found.applies && found.found && (
        <Block title={t('evidence.search.title')}>
          <dl className={classes.figures}>
            {figures.map(([term, value]) =>
              value === undefined ? null : (
                <div key={term} className={classes.figure}>
                  <dt>{term}</dt>
                  <dd>{value}</dd>
                </div>
              ),
            )}
          </dl>
        </Block>
      )}
      <Pairs
        pairs={
          [
            [t('evidence.search.date'), found.date],
            [t('evidence.search.domain'), found.domain],
            [t('evidence.search.database'), found.database],
            [t('evidence.search.why'), found.applies && found.reason],
          ].filter(([, value]) => value) as [string, string][]
        }
      />
      <SourceNote source={found.source} />
    </Stack>
  );
};

/** Step 8: how visible the site is in search, and of when the figures are. */
export const searchFigures = stepView(read, SearchFigures);
