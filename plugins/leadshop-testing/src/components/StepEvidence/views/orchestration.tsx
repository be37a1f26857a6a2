import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import type { Details } from '../Details';
import { Bar } from '../parts/Bar';
import { Block, Stack } from '../parts/Block';
import { Pairs } from '../parts/Pairs';
import { StepLink } from '../parts/StepLink';
import { Comparison, readSubject, subjectPair } from '../parts/Subject';
import { Table } from '../parts/Table';
import { stepView, ViewProps } from '../stepView';

function read(details: Details) {
  const trip = details.part('round_trip');
  return {
    subject: readSubject(details),
    planned: details.number('planned'),
    plan: (details.list('plan') ?? []).map(one => ({
      assessment: one.text('assessment') ?? '–',
      applies: one.flag('applies') ?? false,
      reason: one.text('reason'),
      input: one.text('input'),
    })),
    trip: trip && {
      queued: trip.text('queued_at'),
      taken: trip.text('taken_at'),
      answered: trip.text('answered_at'),
      queue: trip.number('queue_ms'),
      total: trip.number('round_trip_ms'),
      worker: trip.text('worker'),
    },
  };
}

const Orchestration = ({ found, test }: ViewProps<ReturnType<typeof read>>) => {
  const t = useTexts();
  const { duration, moment } = useFormats();
  const { plan, trip } = found;
  const at = (time: string | undefined) =>
    time && !Number.isNaN(Date.parse(time)) ? moment(time) : time;
  const bar = (millis: number | undefined) =>
    millis === undefined ? undefined : (
      <Bar value={millis} most={Math.max(trip?.total ?? 0, trip?.queue ?? 0)}>
        {duration(millis)}
      </Bar>
    );
  return (
    <Stack>
      {plan.length > 0 && (
        <Block
          title={t('evidence.plan.title')}
          help={
            found.planned !== undefined &&
            t('evidence.plan.summary', { count: found.planned })
          }
        >
          <Table
            name={t('evidence.plan.title')}
            columns={[
              t('evidence.plan.assessment'),
              t('evidence.plan.applies'),
              t('evidence.plan.reason'),
              { title: t('evidence.plan.input'), breaks: true },
            ]}
            rows={plan.map(one => [
              <StepLink test={test} name={one.assessment} />,
              t(one.applies ? 'evidence.yes' : 'evidence.no'),
              one.reason ?? '–',
              one.input ?? '–',
            ])}
          />
        </Block>
      )}
      {trip && (
        <Block title={t('evidence.plan.roundTrip')}>
          <Pairs
            pairs={[
              [t('evidence.plan.total'), bar(trip.total)],
              [t('evidence.plan.queue'), bar(trip.queue)],
              [t('evidence.plan.queued'), at(trip.queued)],
              [t('evidence.plan.taken'), at(trip.taken)],
              [t('evidence.plan.answered'), at(trip.answered)],
              [t('evidence.plan.worker'), trip.worker],
            ]}
          />
        </Block>
      )}
      <Pairs pairs={[subjectPair(t, found.subject)]} />
      <Comparison subject={found.subject} />
    </Stack>
  );
};

/** Step 3: which assessments apply and why, and the trip through the queue. */
export const orchestration = stepView(read, Orchestration);
