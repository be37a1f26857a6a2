import { ReactElement, useId, useMemo, useState } from 'react';
import Button from '@material-ui/core/Button';
import IconButton from '@material-ui/core/IconButton';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import Tooltip from '@material-ui/core/Tooltip';
import DeleteIcon from '@material-ui/icons/DeleteOutline';
import EditIcon from '@material-ui/icons/EditOutlined';
import HistoryIcon from '@material-ui/icons/History';
import MoreVertIcon from '@material-ui/icons/MoreVert';
import PlayArrowIcon from '@material-ui/icons/PlayArrow';
import type { Lead } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { usePermissions } from '../../permissions';
import { Translate, useTexts } from '../../translation';
import { leadName } from '../../words';

/** What can be done with one lead; what a user may not do is left out. */
export interface LeadActions {
  onTest?: (lead: Lead) => void;
  onEdit?: (lead: Lead) => void;
  onErase?: (lead: Lead) => void;
  onJourney: (lead: Lead) => void;
}

/** Leaves out what the user may not do. */
export function usePermittedActions(
  actions: Required<LeadActions>,
): LeadActions {
  const { hasPermission } = usePermissions();
  const mayTest = hasPermission('run_pipeline_tests');
  const mayEdit = hasPermission('manage_leads');
  return useMemo(
    () => ({
      ...actions,
      onTest: mayTest ? actions.onTest : undefined,
      onEdit: mayEdit ? actions.onEdit : undefined,
      onErase: mayEdit ? actions.onErase : undefined,
    }),
    [actions, mayTest, mayEdit],
  );
}

interface Action {
  text: string;
  icon: ReactElement;
  run: (lead: Lead) => void;
}

function actionsOf(t: Translate, actions: LeadActions): Action[] {
  const all: (Omit<Action, 'run'> & { run?: Action['run'] })[] = [
    {
      text: t('leads.action.test'),
      icon: <PlayArrowIcon />,
      run: actions.onTest,
    },
    { text: t('leads.action.edit'), icon: <EditIcon />, run: actions.onEdit },
    {
      text: t('leads.action.journey'),
      icon: <HistoryIcon />,
      run: actions.onJourney,
    },
    {
      text: t('leads.action.erase'),
      icon: <DeleteIcon />,
      run: actions.onErase,
    },
  ];
  return all.flatMap(({ run, ...action }) => (run ? [{ ...action, run }] : []));
}

interface RowActionsProps {
  lead: Lead;
  actions: LeadActions;
  tabIndex: 0 | -1;
}

/** The actions as buttons. */
export const ActionButtons = ({ lead, actions, tabIndex }: RowActionsProps) => {
  const t = useTexts();
  const name = leadName(t, lead);
  return (
    <>
      {actionsOf(t, actions).map(({ text, icon, run }) => (
        <Tooltip key={text} title={text}>
          <IconButton
            size="small"
            tabIndex={tabIndex}
            aria-label={t('leads.action.ofLead', { action: text, name })}
            onClick={() => run(lead)}
          >
            {icon}
          </IconButton>
        </Tooltip>
      ))}
    </>
  );
};

/** The actions as a menu, where there is little room. */
export const ActionMenu = ({ lead, actions, tabIndex }: RowActionsProps) => {
  const t = useTexts();
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <IconButton
        size="small"
        tabIndex={tabIndex}
        aria-label={t('leads.action.menu', { name: leadName(t, lead) })}
        aria-haspopup="menu"
        aria-controls={anchor ? id : undefined}
        aria-expanded={anchor !== null}
        onClick={event => setAnchor(event.currentTarget)}
      >
        <MoreVertIcon />
      </IconButton>
      <Menu
        id={id}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
      >
        {actionsOf(t, actions).map(({ text, run }) => (
          <MenuItem
            key={text}
            onClick={() => {
              setAnchor(null);
              run(lead);
            }}
          >
            {text}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
};

/** The actions with words, beside the journey; nothing for an erased lead. */
export const LeadButtons = ({
  lead,
  actions,
  busy,
}: {
  lead: Lead;
  actions: LeadActions;
  busy: boolean;
}) => {
  const t = useTexts();
  return (
    <>
      {lead.erased_at === null &&
        actionsOf(t, actions)
          .filter(({ run }) => run !== actions.onJourney)
          .map(({ text, icon, run }) => (
            <Button
              key={text}
              size="small"
              variant="outlined"
              startIcon={icon}
              disabled={busy}
              onClick={() => run(lead)}
            >
              {text}
            </Button>
          ))}
    </>
  );
};
