// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IIntents} from "../../account/interfaces/IIntents.sol";
import {IBatches} from "./IBatches.sol";
import {ICashAccounts} from "./ICashAccounts.sol";
import {IControllers} from "./IControllers.sol";
import {ICouponLedger} from "./ICouponLedger.sol";
import {IExits} from "./IExits.sol";
import {IHeldMoney} from "./IHeldMoney.sol";
import {ITradingKeys} from "./ITradingKeys.sol";

/// @title Settlement
/// @notice The core: units, money, orders and exits in one immutable contract. See settlement rules in contracts/settlement/README.md.
interface ISettlement is ICouponLedger, ICashAccounts, ITradingKeys, IBatches, IExits, IHeldMoney, IControllers, IIntents {}
