// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuthority} from "../account/IntentAuthority.sol";
import {Controllers} from "./Controllers.sol";
import {HeldMoney} from "./HeldMoney.sol";
import {SessionCalls} from "./SessionCalls.sol";
import {SettlementConfig, SettlementStorage} from "./SettlementStorage.sol";

/// @title Settlement coupons
/// @notice The second extension of the core: units outside the market, the money held for them, the registries' doors, and what
/// session keys may sign. Reached through
/// the first extension's fallback and run on the core's storage.
contract SettlementCoupons is HeldMoney, Controllers, SessionCalls {
    constructor(SettlementConfig memory config) SettlementStorage(config) IntentAuthority(config.accountRegistry) {}
}
