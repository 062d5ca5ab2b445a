// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ISessionTarget, SessionUse} from "../account/interfaces/ISessionTarget.sol";
import {ISessions} from "../account/interfaces/ISessions.sol";
import {ICashAccounts} from "./interfaces/ICashAccounts.sol";
import {ICouponLedger} from "./interfaces/ICouponLedger.sol";
import {IExits} from "./interfaces/IExits.sol";
import {IHeldMoney} from "./interfaces/IHeldMoney.sol";
import {ITradingKeys} from "./interfaces/ITradingKeys.sol";
import {SettlementStorage} from "./SettlementStorage.sol";

/// @title Session calls
/// @notice What session keys may sign at the core, and what each call spends. Trading keys are not among it: who trades for an account, the
/// account itself says.
abstract contract SessionCalls is ISessionTarget, SettlementStorage {
    /// @inheritdoc ISessionTarget
    function sessionUse(bytes calldata call) external view returns (SessionUse memory use) {
        bytes4 selector = bytes4(call);
        if (selector == IExits.withdrawBySig.selector) {
            use.amount = uint64(_word(call, 0));
        } else if (selector == IExits.withdrawToBySig.selector || selector == ICashAccounts.transferCashBySig.selector) {
            use.recipient = address(uint160(_word(call, 0)));
            use.amount = uint64(_word(call, 1));
        } else if (selector == ICouponLedger.transferUnitBySig.selector) {
            use.recipient = address(uint160(_word(call, 0)));
            use.series = _seriesOf(_word(call, 1));
            use.amount = _seriesA[use.series[0]].face();
        } else if (selector == IHeldMoney.refundBySig.selector) {
            use.series = _seriesOf(_word(call, 0));
        } else if (selector == IExits.enterMarketBySig.selector || selector == IExits.leaveMarketBySig.selector) {
            use.series = _seriesOfAll(abi.decode(call[4:], (uint256[])));
        } else {
            require(_isHarmless(selector), ISessions.Sessions_NotOpen(selector));
        }
    }

    /// @dev They end orders, or open the account's own way out.
    function _isHarmless(bytes4 selector) private pure returns (bool) {
        return
            selector == ITradingKeys.requestCancelBySig.selector ||
            selector == ITradingKeys.requestCancelAllBySig.selector ||
            selector == ITradingKeys.cancelAllBySig.selector ||
            selector == IExits.requestExitBySig.selector;
    }

    /// @dev The casts of those who ask drop nothing: the function itself refuses a word that is too large for its argument.
    function _word(bytes calldata call, uint256 index) private pure returns (uint256) {
        uint256 from = 4 + 32 * index;
        return uint256(bytes32(call[from:from + 32]));
    }

    function _seriesOf(uint256 tokenId) private pure returns (uint32[] memory series) {
        series = new uint32[](1);
        series[0] = uint32(tokenId >> 32);
    }

    function _seriesOfAll(uint256[] memory tokenIds) private pure returns (uint32[] memory series) {
        series = new uint32[](tokenIds.length);
        for (uint256 i = 0; i < tokenIds.length; ++i) series[i] = uint32(tokenIds[i] >> 32);
    }
}
