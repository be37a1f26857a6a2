import { useState } from 'react';
import ButtonBase from '@material-ui/core/ButtonBase';
import { makeStyles } from '@material-ui/core/styles';
import ChevronRightIcon from '@material-ui/icons/ChevronRight';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import { useTexts } from '../../translation';

/** Deeper than this, and with more members than that, a part is closed at first. */
const OPEN_DEPTH = 2;
const OPEN_MEMBERS = 25;
/** So many members are drawn at a time. */
const MEMBERS_AT_ONCE = 100;
/** A longer text shows its beginning. */
const LONGEST_TEXT = 400;
/** Opening everything stops here: nothing of a test is deeper. */
const DEEPEST = 8;

const useStyles = makeStyles(theme => ({
  toggle: {
    font: 'inherit',
    color: 'inherit',
    textAlign: 'left',
    borderRadius: theme.shape.borderRadius,
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
  },
  icon: { fontSize: 16, marginRight: 2 },
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  size: { marginLeft: theme.spacing(1), color: theme.palette.text.secondary },
  members: {
    margin: 0,
    padding: theme.spacing(0, 0, 0, 1),
    marginLeft: 7,
    listStyle: 'none',
    borderLeft: `1px solid ${theme.palette.divider}`,
  },
  leaf: { paddingLeft: 18, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
  more: {
    font: 'inherit',
    marginLeft: 18,
    textDecoration: 'underline',
    color: theme.palette.primary.main,
  },
}));

interface BranchProps {
  name?: string;
  value: unknown;
  depth: number;
  /** Whether all parts are open or closed; each for itself otherwise. */
  open?: boolean;
}

const Leaf = ({ name, value }: Pick<BranchProps, 'name' | 'value'>) => {
  const classes = useStyles();
  const t = useTexts();
  const [all, setAll] = useState(false);
  const text = JSON.stringify(value) ?? 'undefined';
  const cut = !all && text.length > LONGEST_TEXT;
  return (
    <div className={classes.leaf}>
      {name !== undefined && <span className={classes.name}>{name}: </span>}
      {cut ? `${text.slice(0, LONGEST_TEXT)}…` : text}
      {cut && (
        <ButtonBase className={classes.more} onClick={() => setAll(true)}>
          {t('test.raw.rest', { total: text.length })}
        </ButtonBase>
      )}
    </div>
  );
};

/** A value of JSON by its name; what holds others opens and closes. */
export const JsonBranch = ({ name, value, depth, open }: BranchProps) => {
  const classes = useStyles();
  const t = useTexts();
  const isList = Array.isArray(value);
  const members =
    typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const usual = depth < OPEN_DEPTH && members.length <= OPEN_MEMBERS;
  const [isOpen, setOpen] = useState(
    depth === 0 || (open === undefined ? usual : open && depth < DEEPEST),
  );
  const [most, setMost] = useState(MEMBERS_AT_ONCE);
  if (members.length === 0) {
    return <Leaf name={name} value={value} />;
  }
  const Icon = isOpen ? ExpandMoreIcon : ChevronRightIcon;
  const left = members.length - most;
  return (
    <div>
      <ButtonBase
        className={classes.toggle}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon className={classes.icon} aria-hidden />
        {name !== undefined && <span className={classes.name}>{name}</span>}
        <span className={classes.size}>
          {t(isList ? 'test.raw.items' : 'test.raw.members', {
            count: members.length,
          })}
        </span>
      </ButtonBase>
      {isOpen && (
        <ul className={classes.members}>
          {members.slice(0, most).map(([key, member]) => (
            <li key={key}>
              <JsonBranch
                name={key}
                value={member}
                depth={depth + 1}
                open={open}
              />
            </li>
          ))}
          {left > 0 && (
            <li>
              <ButtonBase
                className={classes.more}
                onClick={() => setMost(most + MEMBERS_AT_ONCE)}
              >
                {t('test.raw.more', { count: Math.min(left, MEMBERS_AT_ONCE) })}
              </ButtonBase>
            </li>
          )}
        </ul>
      )}
    </div>
  );
};
