import type pg from 'pg'
import type { NotifierConfig } from '../config.ts'
import type { SendDependencies } from './channels.ts'
import { createMailer } from './mailer.ts'
import { createSmsGateway } from './sms-gateway.ts'

/** The channels that the configuration names. */
export function openChannels(config: NotifierConfig, pool: pg.Pool): SendDependencies {
  const { SMTP_URL, MAIL_FROM, OUTBOUND_LOCAL, FIELD_KEYS } = config
  return {
    pool,
    ring: FIELD_KEYS,
    policy: { allowsLocal: OUTBOUND_LOCAL === 'on' },
    mailer: SMTP_URL && createMailer({ url: SMTP_URL, from: MAIL_FROM }),
    sendSms: smsOf(config),
    vapid: vapidOf(config),
  }
}

function smsOf({ SMS_ACCOUNT: account, SMS_TOKEN: token, SMS_FROM: from, SMS_URL: url }: NotifierConfig) {
  return account && token && from ? createSmsGateway({ url, account, token, from }) : undefined
}

function vapidOf({ VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT }: NotifierConfig) {
  return publicKey && privateKey ? { subject: VAPID_SUBJECT, publicKey, privateKey } : undefined
}
