import { useEffect, useState } from 'react';
import Button from '@material-ui/core/Button';
import CheckIcon from '@material-ui/icons/Check';
import LinkIcon from '@material-ui/icons/Link';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';
import { useTexts } from '../../translation';

/** How long the button says that it worked. */
const THANKS_MS = 2_000;

/** Copies an address of this portal. */
export const CopyLinkButton = ({
  path,
  label,
}: {
  /** Path and query of the page. */
  path: string;
  /** What it leads to, for those who cannot see where the button is. */
  label: string;
}) => {
  const t = useTexts();
  const [{ error }, copy] = useCopyToClipboard();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) {
      return undefined;
    }
    const timer = setTimeout(() => setCopied(false), THANKS_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const done = copied && !error;
  return (
    <Button
      size="small"
      variant="outlined"
      startIcon={done ? <CheckIcon /> : <LinkIcon />}
      aria-label={done ? t('shared.copyLink.done') : label}
      onClick={() => {
        copy(`${window.location.origin}${path}`);
        setCopied(true);
      }}
    >
      {t(done ? 'shared.copyLink.copied' : 'shared.copyLink.copy')}
    </Button>
  );
};
