import { ComponentType } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { SvgIconProps } from '@material-ui/core/SvgIcon';
import AddCircleIcon from '@material-ui/icons/AddCircleOutline';
import CloudUploadIcon from '@material-ui/icons/CloudUploadOutlined';
import DeleteIcon from '@material-ui/icons/DeleteOutline';
import EditIcon from '@material-ui/icons/EditOutlined';
import FlagIcon from '@material-ui/icons/FlagOutlined';
import PlayArrowIcon from '@material-ui/icons/PlayArrow';
import UndoIcon from '@material-ui/icons/Undo';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type {
  JourneyEntry,
  JourneyKind,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PermissionGate } from '../../permissions';
import { importRouteRef, testRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { userName } from '../../words';
import { TierBadge } from '../ExecutionTable';
import { RelativeTime } from '../RelativeTime';
import { StatusLabel } from '../StatusLabel';
import { JourneyChanges } from './JourneyChanges';

const ICONS: Record<JourneyKind, ComponentType<SvgIconProps>> = {
  created: AddCircleIcon,
  imported: CloudUploadIcon,
  updated: EditIcon,
  import_updated: CloudUploadIcon,
  bulk_updated: EditIcon,
  undone: UndoIcon,
  erased: DeleteIcon,
  test_started: PlayArrowIcon,
  test_ended: FlagIcon,
};

const useStyles = makeStyles(theme => ({
  list: { margin: 0, padding: 0, listStyle: 'none' },
  entry: {
    position: 'relative',
    display: 'grid',
    gridTemplateColumns: '24px minmax(0, 1fr)',
    gap: theme.spacing(1.5),
    paddingBottom: theme.spacing(2.5),
    // The line that leads to the entry before
    '&:not(:last-child)::before': {
      content: '""',
      position: 'absolute',
      top: 28,
      bottom: 4,
      left: 11,
      width: 2,
      backgroundColor: theme.palette.divider,
    },
  },
  icon: { color: theme.palette.text.secondary },
  message: { fontWeight: 600, overflowWrap: 'anywhere' },
  second: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.25, 1),
    fontSize: theme.typography.pxToRem(13),
    color: theme.palette.text.secondary,
  },
}));

const Entry = ({ entry }: { entry: JourneyEntry }) => {
  const classes = useStyles();
  const t = useTexts();
  const testLink = useRouteRef(testRouteRef);
  const importLink = useRouteRef(importRouteRef);
  const { kind, at, user_ref, message, changes, status, score, tier } = entry;
  const Icon = ICONS[kind];
  return (
    <li className={classes.entry}>
      <Icon className={classes.icon} aria-hidden />
      <div>
        <div className={classes.message}>{message}</div>
        <div className={classes.second}>
          <RelativeTime at={at} />
          {user_ref && (
            <span title={user_ref}>
              {t('shared.by', { name: userName(user_ref) })}
            </span>
          )}
        </div>
        <JourneyChanges changes={changes} />
        {(status || score !== null || entry.test_id || entry.import_id) && (
          <div className={classes.second}>
            {status && (
              <StatusLabel
                status={status}
                text={t(`words.leadStatus.${status}`)}
              />
            )}
            {score !== null && (
              <span>
                {t('shared.score', { score: String(Math.round(score)) })}{' '}
                {tier && <TierBadge tier={tier} />}
              </span>
            )}
            {entry.test_id && (
              <Link to={testLink({ id: entry.test_id })}>
                {t('shared.openTest')}
              </Link>
            )}
            {entry.import_id && (
              <PermissionGate permission="bulk_import_leads">
                <Link to={importLink({ id: entry.import_id })}>
                  {t('lead.journey.openImport')}
                </Link>
              </PermissionGate>
            )}
          </div>
        )}
      </div>
    </li>
  );
};

/** What happened to a lead, newest first. */
export const JourneyTimeline = ({
  entries,
  total,
}: {
  entries: JourneyEntry[];
  /** How many there are in all, those not shown included. */
  total: number;
}) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <ol className={classes.list} aria-label={t('lead.journey.title')}>
      {entries.map((entry, index) => (
        // None has an id, and new ones only come in at the front
        <Entry key={total - index} entry={entry} />
      ))}
    </ol>
  );
};
