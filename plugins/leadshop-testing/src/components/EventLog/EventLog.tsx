import { useEffect, useRef } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { DateTime } from 'luxon';
import type { TestEvent } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import {
  EventChoice,
  EventFilter,
  isChosen,
  possibleChoice,
} from './EventFilter';

/** A log longer than this shows its newest part. */
const MOST_LINES = 500;
/** Who reads further up than this is not pulled back down. */
const NEAR_END_PX = 40;

const useStyles = makeStyles(theme => ({
  root: {
    maxHeight: 360,
    overflowY: 'auto',
    padding: theme.spacing(1, 2),
    fontSize: theme.typography.pxToRem(13),
    '&:focus-visible': {
      outline: `2px solid ${theme.palette.primary.main}`,
      outlineOffset: -2,
    },
  },
  list: { margin: 0, padding: 0, listStyle: 'none' },
  line: {
    display: 'grid',
    gridTemplateColumns: '7.5em 9em minmax(0, 1fr)',
    gap: theme.spacing(0, 1.5),
    padding: theme.spacing(0.5, 0),
    [theme.breakpoints.down('xs')]: {
      gridTemplateColumns: 'auto minmax(0, 1fr)',
      '& > :nth-child(3)': { gridColumn: '1 / -1' },
    },
  },
  time: {
    color: theme.palette.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  },
  kind: { fontWeight: 600 },
  message: { overflowWrap: 'anywhere' },
  note: { color: theme.palette.text.secondary },
}));

/** What happened to a test, newest last. */
export const EventLog = ({
  events,
  ended,
  choice: asked,
  onChoice,
}: {
  events: TestEvent[];
  /** The test has ended: no event will come. */
  ended: boolean;
  choice: EventChoice;
  onChoice: (choice: EventChoice) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { moment } = useFormats();
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const choice = possibleChoice(events, asked);
  const chosen = events.filter(event => isChosen(choice, event));
  const shown = chosen.slice(-MOST_LINES);

  useEffect(() => {
    if (box.current && atEnd.current) {
      box.current.scrollTop = box.current.scrollHeight;
    }
  }, [events, choice.step, choice.kind]);

  return (
    <>
      {events.length > 0 && (
        <EventFilter
          events={events}
          choice={choice}
          shown={chosen.length}
          onChoice={onChoice}
        />
      )}
      <div
        ref={box}
        className={classes.root}
        role="log"
        aria-label={t('test.log.title')}
        // Scrollable without a pointer.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the rule does not know scroll containers
        tabIndex={0}
        onScroll={({
          currentTarget: { scrollTop, scrollHeight, clientHeight },
        }) => {
          atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
        }}
      >
        {events.length === 0 && (
          <div className={classes.note}>
            {ended ? t('test.log.emptyKept') : t('test.log.empty')}
          </div>
        )}
        {events.length > 0 && chosen.length === 0 && (
          <div className={classes.note}>
            {t('test.log.none')}{' '}
            <Button
              size="small"
              onClick={() => onChoice({ step: '', kind: '' })}
            >
              {t('test.log.clear')}
            </Button>
          </div>
        )}
        {shown.length < chosen.length && (
          <div className={classes.note}>
            {t('test.log.earlier', { count: chosen.length - shown.length })}
          </div>
        )}
        <ol className={classes.list}>
          {shown.map(event => (
            <li key={event.id} className={classes.line}>
              <time
                className={classes.time}
                dateTime={event.created_at}
                title={moment(event.created_at)}
              >
                {DateTime.fromISO(event.created_at).toFormat('HH:mm:ss.SSS')}
              </time>
              <span className={classes.kind}>
                {t(`words.eventKind.${event.kind}`)}
              </span>
              <span className={classes.message}>{event.message}</span>
            </li>
          ))}
        </ol>
      </div>
    </>
  );
};
