import type { Templates } from '../render.ts'

/** Notices in Japanese; what is said of the English ones holds here too. */
export const ja: Templates = {
  'order.settled': ({ side, units, series, price, fee }) => ({
    title: side === 'buy' ? '購入が成立しました' : '売却が成立しました',
    text: `シリーズ ${series} のクーポン ${units} 枚を 1 枚 ${price} で${side === 'buy' ? '購入' : '売却'}しました。手数料は ${fee} です。`,
  }),
  'order.skipped': ({ side, units, series, price, reason }) => ({
    title: '決済されなかった取引があります',
    text: `シリーズ ${series} のクーポン ${units} 枚（${price}）の${side === 'buy' ? '購入' : '売却'}は決済されませんでした（${reason}）。支払いは発生していません。`,
  }),
  'order.lane_cancelled': ({ lane }) => ({
    title: '注文を取り消しました',
    text: `レーン ${lane} の未約定注文がチェーン上で取り消されました。`,
  }),
  'order.all_cancelled': () => ({
    title: 'すべての注文を取り消しました',
    text: '未約定の注文がすべてチェーン上で取り消されました。',
  }),
  'intent.executed': ({ action, orderNumber }) => ({
    title: '完了しました',
    text: `${action} が実行されました。注文番号：${orderNumber}`,
  }),
  'intent.failed': ({ action, orderNumber, reason }) => ({
    title: '実行されませんでした',
    text: `${action} は実行されませんでした（${reason}）。注文番号：${orderNumber}`,
  }),
  'money.deposited': ({ amount }) => ({ title: '入金がありました', text: `${amount} が残高に追加されました。` }),
  'money.withdrawn': ({ amount, recipient }) => ({
    title: '出金しました',
    text: `${amount} を ${recipient} に送りました。`,
  }),
  'money.received': ({ amount, sender }) => ({
    title: '受け取りがありました',
    text: `${sender} から ${amount} を受け取りました。`,
  }),
  'coupon.redeemed': ({ series }) => ({
    title: 'クーポンを使用しました',
    text: `シリーズ ${series} のクーポンが使用されました。`,
  }),
  'coupon.refunded': ({ series, amount }) => ({
    title: 'クーポンを払い戻しました',
    text: `シリーズ ${series} のクーポンが払い戻されました：${amount}`,
  }),
  'coupon.recalled': ({ series, amount }) => ({
    title: 'クーポンが回収されました',
    text: `シリーズ ${series} のクーポンが回収され、${amount} が支払われました。`,
  }),
  'coupon.expiring': ({ units, series, expiresAt }) => ({
    title: 'まもなく期限切れになります',
    text: `お持ちのシリーズ ${series} のクーポン ${units} 枚は ${expiresAt} まで使用できます。`,
  }),
  'organisation.approval_needed': ({ organisation, deadlineAt }) => ({
    title: '承認待ちの操作があります',
    text: `組織 ${organisation} の操作が ${deadlineAt} まで承認を待っています。`,
  }),
  'organisation.executed': ({ organisation, nonce }) => ({
    title: '操作が実行されました',
    text: `組織 ${organisation} の操作 ${nonce} が承認され、実行されました。`,
  }),
  'security.signed_in': ({ device, method }) => ({
    title: '新しいログイン',
    text: `「${device}」で ${method} によるログインがありました。心当たりがない場合は、すぐにそのセッションを終了してください。`,
  }),
  'security.passkey_added': ({ label }) => ({
    title: '新しいパスキー',
    text: `パスキー「${label}」でログインできるようになりました。心当たりがない場合は、すぐに無効にしてください。`,
  }),
  'security.api_key_added': ({ label }) => ({
    title: '新しい API キー',
    text: `API キー「${label}」が登録されました。心当たりがない場合は、すぐに無効にしてください。`,
  }),
  'security.trading_key_added': ({ key }) => ({
    title: '新しい取引キー',
    text: `キー ${key} で注文に署名できるようになりました。心当たりがない場合は、すぐに無効にしてください。`,
  }),
  'security.signer_changed': ({ change }) => ({
    title: 'アカウントの署名者が変わりました',
    text: `アカウント登録簿の発表：${change}。心当たりがない場合は、すぐに対処してください。`,
  }),
  'security.exit_requested': ({ maturesAt }) => ({
    title: '退出が申請されました',
    text: `アカウントの退出が申請されました。${maturesAt} から資金を引き出せます。`,
  }),
  'account.frozen': () => ({
    title: 'アカウントが凍結されました',
    text: 'コンプライアンスによりアカウントが凍結されました。案件番号はアカウントで確認できます。',
  }),
  'account.unfrozen': () => ({ title: '凍結が解除されました', text: 'アカウントの凍結は解除されました。' }),
  'maker.suspension_proposed': ({ days }) => ({
    title: '停止が提案されました',
    text: `${days} 日続けて義務が満たされなかったため、マーケットメーカーの停止が提案されました。`,
  }),
  'maker.state_changed': ({ state }) => ({
    title: 'マーケットメーカーの状態',
    text: `マーケットメーカーとしての状態は ${state} になりました。`,
  }),
  'channel.disabled': ({ channel }) => ({
    title: '連絡がつきません',
    text: `${channel} のメッセージが受信側で拒否されたため、停止しました。`,
  }),
  'webhook.disabled': ({ host }) => ({
    title: 'Webhook を停止しました',
    text: `${host} の受信先は数日間失敗したか受信を断ったため、停止しました。`,
  }),
}
