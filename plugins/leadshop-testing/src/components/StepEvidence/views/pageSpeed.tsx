import { makeStyles } from '@material-ui/core/styles';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import type { Details } from '../Details';
import { Bar } from '../parts/Bar';
import { Block, Stack } from '../parts/Block';
import { Gauges } from '../parts/Gauge';
import { Grade } from '../parts/Grade';
import { Note } from '../parts/Note';
import { Pairs } from '../parts/Pairs';
import { readSource, SourceNote } from '../parts/Source';
import { Table } from '../parts/Table';
import { WebLink } from '../parts/WebLink';
import { stepView, ViewProps } from '../stepView';
import { gradeOfVital, Vital, WEB_VITALS } from './webVitals';

const useStyles = makeStyles(theme => ({
  views: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2, 4) },
  name: {
    margin: theme.spacing(0, 0, 0.5),
    fontSize: theme.typography.pxToRem(13),
    fontWeight: 600,
    color: theme.palette.text.secondary,
  },
  vital: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    fontVariantNumeric: 'tabular-nums',
  },
}));

const VIEWS = ['mobile', 'desktop'] as const;
const CATEGORIES = [
  'performance',
  'accessibility',
  'best_practices',
  'seo',
] as const;

function readMeasurement(measured: Details | undefined) {
  const scores = measured?.part('scores');
  return (
    measured && {
      address: measured.text('final_url'),
      version: measured.text('lighthouse_version'),
      source: readSource(measured),
      scores: CATEGORIES.map(
        category => [category, scores?.number(category)] as const,
      ),
      vitals: new Map(
        WEB_VITALS.map(({ name, field }) => [name, measured.number(field)]),
      ),
      opportunities: (measured.list('opportunities') ?? []).map(one => ({
        // Its id says no more than its title
        title: one.text('title') ?? one.text('id') ?? '–',
        millis: one.number('savings_ms') ?? 0,
      })),
    }
  );
}
type Measurement = NonNullable<ReturnType<typeof readMeasurement>>;

function read(details: Details) {
  return {
    url: details.text('url'),
    measured: VIEWS.flatMap(view => {
      const measurement = readMeasurement(details.part(view));
      return measurement ? [{ view, measurement }] : [];
    }),
  };
}

const VitalValue = ({
  vital,
  measurement,
}: {
  vital: Vital;
  measurement: Measurement;
}) => {
  const classes = useStyles();
  const { number, duration } = useFormats();
  const value = measurement.vitals.get(vital.name);
  return value === undefined ? (
    <>–</>
  ) : (
    <span className={classes.vital}>
      {vital.unit === 'ms'
        ? duration(value)
        : number(value, { maximumFractionDigits: 3 })}
      <Grade grade={gradeOfVital(vital, value)} />
    </span>
  );
};

const PageSpeed = ({ found }: ViewProps<ReturnType<typeof read>>) => {
  const classes = useStyles();
  const t = useTexts();
  const { number, duration } = useFormats();
  const { measured } = found;
  const savings = measured.flatMap(({ view, measurement }) =>
    measurement.opportunities.map(one => ({ ...one, view })),
  );
  const most = Math.max(...savings.map(({ millis }) => millis));
  const write = ({ unit }: Vital, value: number) =>
    unit === 'ms' ? duration(value) : number(value);
  return (
    <Stack>
      {measured.length > 0 && (
        <Block title={t('evidence.pagespeed.scores')}>
          <div className={classes.views}>
            {measured.map(({ view, measurement }) => (
              <div
                key={view}
                role="group"
                aria-label={t(`evidence.pagespeed.${view}`)}
              >
                <p className={classes.name}>
                  {t(`evidence.pagespeed.${view}`)}
                </p>
                <Gauges
                  gauges={measurement.scores.map(([category, score]) => [
                    t(`evidence.pagespeed.${category}`),
                    score,
                  ])}
                />
              </div>
            ))}
          </div>
        </Block>
      )}
      {measured.length > 0 && (
        <Block title={t('evidence.pagespeed.vitals')}>
          <Table
            name={t('evidence.pagespeed.vitals')}
            columns={[
              t('evidence.pagespeed.vital'),
              ...measured.map(({ view }) => t(`evidence.pagespeed.${view}`)),
              t('evidence.pagespeed.limits'),
            ]}
            rows={WEB_VITALS.map(vital => [
              t(`evidence.pagespeed.${vital.name}`),
              ...measured.map(({ view, measurement }) => (
                <VitalValue
                  key={view}
                  vital={vital}
                  measurement={measurement}
                />
              )),
              `${write(vital, vital.good)} / ${write(vital, vital.poor)}`,
            ])}
          />
        </Block>
      )}
      {measured.length > 0 && (
        <Block title={t('evidence.pagespeed.opportunities')}>
          {savings.length === 0 ? (
            <Note>{t('evidence.pagespeed.nothing')}</Note>
          ) : (
            <Table
              name={t('evidence.pagespeed.opportunities')}
              columns={[
                t('evidence.pagespeed.opportunity'),
                t('evidence.pagespeed.measured'),
                t('evidence.pagespeed.saves'),
              ]}
              rows={savings.map(({ title, view, millis }) => [
                title,
                t(`evidence.pagespeed.${view}`),
                <Bar value={millis} most={most}>
                  {duration(millis)}
                </Bar>,
              ])}
            />
          )}
        </Block>
      )}
      <Pairs
        pairs={[
          [
            t('evidence.pagespeed.address'),
            found.url && <WebLink address={found.url} />,
          ],
          ...measured.map(
            ({ view, measurement: { address, version, source } }) =>
              [
                t(`evidence.pagespeed.${view}`),
                <>
                  {address && address !== found.url && (
                    <WebLink address={address} />
                  )}
                  {version && (
                    <div>
                      {t('evidence.pagespeed.version')} {version}
                    </div>
                  )}
                  <SourceNote source={source} />
                </>,
              ] as const,
          ),
        ]}
      />
    </Stack>
  );
};

/** Step 4: scores, web vitals and what would save most, on both screens. */
export const pageSpeed = stepView(read, PageSpeed);
