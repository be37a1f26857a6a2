import { Link } from '@backstage/core-components';
import { webAddress } from '../../Evidence';

/** An address that may be opened, elsewhere; any other text as it is. */
export const WebLink = ({ address }: { address: string }) =>
  webAddress(address) ? (
    <Link to={address} target="_blank" rel="noopener noreferrer">
      {address}
    </Link>
  ) : (
    <>{address}</>
  );
