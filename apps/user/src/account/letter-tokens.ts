import { isMac, macOf } from '../mac.ts';

/**
 * Tokens `<letter id>.<mac>` for the links in letters. They can be made again from the secret at any time, so that none is stored
 * or sent in a message; what a letter is still good for stands with the letter and the account.
 */
export class LetterTokens {
  private readonly secret: string;

  constructor(secret: string) {
    this.secret = secret;
  }

  make(letterId: string): string {
    return `${letterId}.${this.mac(letterId).toString('base64url')}`;
  }

  /** The letter of a token of ours; undefined for anything else. */
  read(token: string): string | undefined {
    const [letterId, mac, ...rest] = token.split('.');
    if (letterId === undefined || mac === undefined || rest.length > 0) return undefined;
    return isMac(this.mac(letterId), mac) ? letterId : undefined;
  }

  private mac(letterId: string): Buffer {
    return macOf(this.secret, `letter|${letterId}`);
  }
}
