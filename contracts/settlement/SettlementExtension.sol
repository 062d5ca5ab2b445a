// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuthority} from "../account/IntentAuthority.sol";
import {Intents} from "../account/Intents.sol";
import {Exits} from "./Exits.sol";
import {ICashAccounts} from "./interfaces/ICashAccounts.sol";
import {ICouponLedger} from "./interfaces/ICouponLedger.sol";
import {IExits} from "./interfaces/IExits.sol";
import {IHeldMoney} from "./interfaces/IHeldMoney.sol";
import {ITradingKeys} from "./interfaces/ITradingKeys.sol";
import {Relay} from "../account/libraries/Relay.sol";
import {SettlementCoupons} from "./SettlementCoupons.sol";
import {SettlementConfig, SettlementStorage} from "./SettlementStorage.sol";
import {TradingKeys} from "./TradingKeys.sol";

/// @title Settlement extension
/// @notice The cold functions of the core, reached through `Settlement`'s fallback and run on its storage: keys, money, exits and intents.
/// What it does not know it hands on to `SettlementCoupons`, which it deploys, because all of it together exceeds the size limit once more.
contract SettlementExtension is Intents, TradingKeys, Exits {
    address private immutable COUPONS;

    constructor(SettlementConfig memory config) SettlementStorage(config) IntentAuthority(config.accountRegistry) {
        COUPONS = address(new SettlementCoupons(config));
    }

    fallback() external {
        Relay.to(COUPONS);
    }

    /// @inheritdoc Intents
    function _isIntent(bytes4 selector) internal pure override returns (bool) {
        return
            selector == ICashAccounts.depositBySig.selector ||
            selector == ICashAccounts.transferCashBySig.selector ||
            selector == ITradingKeys.registerKeyBySig.selector ||
            selector == ITradingKeys.requestKeyChangeBySig.selector ||
            selector == ITradingKeys.changeKeyBySig.selector ||
            selector == ITradingKeys.requestCancelBySig.selector ||
            selector == ITradingKeys.requestCancelAllBySig.selector ||
            selector == ITradingKeys.cancelAllBySig.selector ||
            selector == IExits.requestExitBySig.selector ||
            selector == IExits.withdrawBySig.selector ||
            selector == IExits.withdrawToBySig.selector ||
            selector == IExits.enterMarketBySig.selector ||
            selector == IExits.leaveMarketBySig.selector ||
            selector == ICouponLedger.transferUnitBySig.selector ||
            selector == IHeldMoney.refundBySig.selector;
    }
}
