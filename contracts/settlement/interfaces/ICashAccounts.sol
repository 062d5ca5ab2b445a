// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "../../account/interfaces/IIntents.sol";

/// @title Cash accounts
/// @notice Money inside the core, one word per account. Amounts are money units (6 decimals).
/// @dev Invariant: total cash = sum of account cash + held money + accrued fees <= token balance of the core.
interface ICashAccounts {
    event Deposited(address indexed account, uint64 amount);
    event CashTransferred(address indexed from, address indexed to, uint64 amount);

    error Cash_Insufficient(address account, uint64 available, uint64 needed);
    error Cash_ZeroAmount();
    /// @notice Money sent to nobody or to the core itself would be lost.
    error Cash_InvalidReceiver(address receiver);

    /// @notice Pulls money by ERC-3009 and credits its owner. The token's own signature is the intent: no second one is needed,
    /// and a failed deposit may be carried again until `validBefore`.
    /// @param account Owner of the money and of the credit.
    /// @param signature Over the token's `ReceiveWithAuthorization`, payee = this contract.
    function depositBySig(
        address account,
        uint64 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 tokenNonce,
        bytes calldata signature
    ) external;

    /// @notice Moves cash to another account inside the core; needs the operator's co-signature and passes the gate.
    /// @param coSignature Over `CoSignature(bytes32 intent,uint48 deadline)`; deadline at most 60 s ahead.
    function transferCashBySig(
        address to,
        uint64 amount,
        bytes calldata data,
        IntentAuth calldata auth,
        CoSignature calldata coSignature
    ) external;

    /// @notice Cash, units and the first two lanes of an account.
    function accountOf(
        address account
    ) external view returns (uint64 cash, uint32 units, uint32 seq0, uint32 filled0, uint32 seq1, uint32 filled1);
    function laneOf(address account, uint8 lane) external view returns (uint32 seq, uint32 filled);
    function totalCash() external view returns (uint64);
    function moneyToken() external view returns (address);
}

/// @notice The operator's consent to one signed intent: single use because the intent's nonce is.
struct CoSignature {
    uint48 deadline;
    bytes signature;
}
