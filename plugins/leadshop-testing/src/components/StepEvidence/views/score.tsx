import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import { labelOf } from '../../Evidence';
import { TierBadge } from '../../ExecutionTable';
import { Block, Stack } from '../parts/Block';
import { Gauge } from '../parts/Gauge';
import { Pairs } from '../parts/Pairs';
import { Comparison, SubjectFact } from '../parts/Subject';
import { Table } from '../parts/Table';
import { YesNo } from '../parts/YesNo';
import { stepView, ViewProps } from '../stepView';
import { colorOfPart, PartsBar } from './PartsBar';
import { readScore, SCORE_PARTS, ScoreFound } from './scoreRead';

const useStyles = makeStyles(theme => ({
  head: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(2),
  },
  bar: { marginBottom: theme.spacing(1.5) },
  swatch: {
    display: 'inline-block',
    width: 20,
    marginRight: theme.spacing(0.75),
    borderRadius: 3,
    textAlign: 'center',
    fontSize: theme.typography.pxToRem(12),
    fontWeight: 600,
    color: theme.palette.type === 'dark' ? '#000' : '#fff',
  },
  list: { margin: 0, paddingLeft: theme.spacing(2.5) },
}));

function usePartName() {
  const t = useTexts();
  return (part: string) => {
    const known = SCORE_PARTS.find(name => name === part);
    return known ? t(`evidence.score.names.${known}`) : labelOf(part);
  };
}

const Parts = ({ found }: { found: ScoreFound }) => {
  const classes = useStyles();
  const theme: Theme = useTheme();
  const t = useTexts();
  const { number, percent } = useFormats();
  const nameOf = usePartName();
  const share = (value: number) => percent(value * 100, 1);
  const points = (value: number) => number(value, { maximumFractionDigits: 1 });
  return (
    <Block title={t('evidence.score.parts')} help={found.formula}>
      <div className={classes.bar}>
        <PartsBar
          parts={found.parts.map(one => ({
            name: nameOf(one.part),
            points: one.points,
          }))}
        />
      </div>
      <Table
        name={t('evidence.score.parts')}
        columns={[
          t('evidence.score.part'),
          { title: t('evidence.score.value'), number: true },
          { title: t('evidence.score.weight'), number: true },
          { title: t('evidence.score.effective'), number: true },
          { title: t('evidence.score.points'), number: true },
          t('evidence.score.formula'),
        ]}
        rows={found.parts.map((one, index) => [
          <>
            <span
              className={classes.swatch}
              style={{ backgroundColor: colorOfPart(theme, index) }}
              aria-hidden
            >
              {index + 1}
            </span>
            {nameOf(one.part)}
          </>,
          points(one.value),
          share(one.weight),
          share(one.effective),
          points(one.points),
          one.formula ?? '–',
        ])}
      />
    </Block>
  );
};

const Impact = ({ found: { impact } }: { found: ScoreFound }) => {
  const classes = useStyles();
  const t = useTexts();
  const { money, percent } = useFormats();
  if (!impact) {
    return null;
  }
  const amount =
    impact.revenue === undefined
      ? undefined
      : money(impact.revenue, impact.currency);
  const share = (value: number | undefined) =>
    value === undefined ? undefined : percent(value * 100, 1);
  return (
    <Block title={t('evidence.score.impact')} help={impact.formula}>
      <Pairs
        pairs={[
          [
            t('evidence.score.impact'),
            <strong>
              {t('evidence.score.perYear', {
                amount: money(impact.amount, impact.currency),
              })}
            </strong>,
          ],
          [
            t('evidence.score.revenue'),
            amount &&
              t(
                impact.ofLead
                  ? 'evidence.score.revenueOfLead'
                  : 'evidence.score.revenueAssumed',
                { amount },
              ),
          ],
          [t('evidence.score.online'), share(impact.onlineShare)],
          [t('evidence.score.uplift'), share(impact.uplift)],
          [
            t('evidence.score.assumptions'),
            impact.assumptions.length > 0 ? (
              <ul className={classes.list}>
                {impact.assumptions.map(assumption => (
                  <li key={assumption}>{assumption}</li>
                ))}
              </ul>
            ) : undefined,
          ],
        ]}
      />
    </Block>
  );
};

const Golden = ({ found: { golden } }: { found: ScoreFound }) => {
  const t = useTexts();
  const { number } = useFormats();
  const write = (value: number | undefined) =>
    value === undefined ? '–' : number(value);
  return (
    <Block
      title={t('evidence.score.golden')}
      help={t('evidence.score.goldenHelp')}
    >
      <Table
        name={t('evidence.score.golden')}
        columns={[
          t('evidence.score.case'),
          t('evidence.score.right'),
          { title: t('evidence.score.expected'), number: true },
          { title: t('evidence.score.got'), number: true },
          { title: t('evidence.score.expectedImpact'), number: true },
          { title: t('evidence.score.impactGot'), number: true },
        ]}
        rows={golden.map(one => [
          one.name,
          <YesNo yes={one.right} />,
          write(one.expected),
          write(one.score),
          write(one.expectedImpact),
          write(one.impact),
        ])}
      />
    </Block>
  );
};

const Score = ({ found }: ViewProps<ScoreFound>) => {
  const classes = useStyles();
  const t = useTexts();
  const { number } = useFormats();
  const nameOf = usePartName();
  return (
    <Stack>
      {found.score !== undefined && (
        <div className={classes.head}>
          <Gauge title={t('evidence.score.title')} value={found.score} />
          {found.tier && (
            <div>
              {t('evidence.score.tier')} <TierBadge tier={found.tier} />{' '}
              {found.tiers.find(({ tier }) => tier === found.tier)?.meaning}
            </div>
          )}
        </div>
      )}
      {found.missing.length > 0 && (
        <Block
          title={t('evidence.score.missing')}
          help={t('evidence.score.missingHelp')}
        >
          <Pairs
            pairs={found.missing.map(({ part, reason }) => [
              nameOf(part),
              reason?.replace(/^[a-z]+(_[a-z0-9]+)+(?=: )/, labelOf) ?? '–',
            ])}
          />
        </Block>
      )}
      {found.parts.length > 0 && <Parts found={found} />}
      <Impact found={found} />
      {found.golden.length > 0 && <Golden found={found} />}
      <SubjectFact subject={found.subject} />
      <Comparison subject={found.subject} />
      {found.tiers.length > 0 && (
        <Block title={t('evidence.score.tiers')}>
          <Table
            name={t('evidence.score.tiers')}
            columns={[
              t('evidence.score.tier'),
              { title: t('evidence.score.from'), number: true },
              t('evidence.score.meaning'),
            ]}
            rows={found.tiers.map(({ tier, from, meaning }) => [
              tier,
              number(from),
              meaning ?? '–',
            ])}
          />
        </Block>
      )}
    </Stack>
  );
};

/** Step 10: what the score is made of, how it is proved, what it is worth. */
export const score = stepView(readScore, Score);
