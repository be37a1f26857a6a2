import { makeStyles } from '@material-ui/core/styles';
import CheckIcon from '@material-ui/icons/Check';
import CloseIcon from '@material-ui/icons/Close';
import { Link } from '@backstage/core-components';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { formatNumber, labelOf, readable, webAddress } from './labels';
import { labelOfValue, meaningOf } from './meanings';
import { ScoreBar } from './ScoreBar';
import { scaleOf } from './scales';
import { entriesOf, isRecord } from './shapes';

const useStyles = makeStyles(theme => ({
  yesNo: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
  },
  icon: { fontSize: '1.1em' },
  nothing: { color: theme.palette.text.secondary },
  text: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
}));

/** A value of evidence on one line, or the lines of a text. */
export const EvidenceValue = ({
  path,
  value,
}: {
  path: readonly string[];
  value: unknown;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const formats = useFormats();
  if (value === null || value === undefined || value === '') {
    return <span className={classes.nothing}>–</span>;
  }
  if (typeof value === 'boolean') {
    const Icon = value ? CheckIcon : CloseIcon;
    return (
      <span className={classes.yesNo}>
        <Icon className={classes.icon} aria-hidden />
        {t(value ? 'evidence.yes' : 'evidence.no')}
      </span>
    );
  }
  if (typeof value === 'number') {
    const scale = scaleOf(path);
    return scale === undefined ? (
      <>{formatNumber(formats, path, value)}</>
    ) : (
      <ScoreBar
        value={value}
        scale={scale}
        title={labelOf(path[path.length - 1])}
      />
    );
  }
  if (typeof value === 'string') {
    const address = webAddress(value);
    if (address) {
      return (
        <Link
          to={address}
          rel="noopener noreferrer"
          target="_blank"
          className={classes.text}
        >
          {value}
        </Link>
      );
    }
    const meaning = meaningOf(t, path[path.length - 1] ?? '', value);
    return (
      <span className={classes.text}>
        {meaning ?? readable(formats, path, value)}
      </span>
    );
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? (
      <span className={classes.nothing}>none</span>
    ) : (
      <>
        {value.map((item, index) => (
          <span key={index}>
            {index > 0 && ', '}
            <EvidenceValue path={path} value={item} />
          </span>
        ))}
      </>
    );
  }
  return isRecord(value) ? (
    <>
      {entriesOf(value).map(([name, member], index) => (
        <span key={name}>
          {index > 0 && ', '}
          {labelOfValue(t, name, member)}:{' '}
          <EvidenceValue path={[...path, name]} value={member} />
        </span>
      ))}
    </>
  ) : null;
};
