import type { Language } from '../format.ts'

/** Ends every e-mail. */
export const FOOTER: Record<Language, string> = {
  en: 'Genex. We never ask for a code, a key or a password by e-mail.',
  zh: 'Genex。我们绝不会通过电子邮件索取验证码、密钥或密码。',
  ja: 'Genex。メールでコード、鍵、パスワードをお尋ねすることはありません。',
}
