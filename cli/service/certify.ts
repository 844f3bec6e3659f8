import {
  type ErasureCertificate,
  type SignedCertificate,
  signedBytes,
} from '../../record/erasure-certificate.ts';
import { signingKeyOf } from '../../settings/signing-key.ts';

/** Signs certificates by the key of a data folder. */
export function certifierIn(folder: string): (certificate: ErasureCertificate) => string {
  return (certificate) => {
    const key = signingKeyOf(folder);
    const signature = key.sign(signedBytes(certificate)).toString('base64');
    const signed: SignedCertificate = { certificate, signature, public_key: key.public_pem };
    return `${JSON.stringify(signed, null, 1)}\n`;
  };
}
